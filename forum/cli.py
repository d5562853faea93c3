"""The forum's own commands: `flask --app wsgi forum …`."""

from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from forum import demo as school
from forum.accounts import invitations, queries, roll
from forum.accounts.models import Relationship
from forum.config import UnsafeConfiguration
from forum.database import prepare
from forum.errors import Refused
from forum.extensions import db
from forum.notifications import delivery, worker
from forum.permissions import Role
from moderation import PolicyFault

forum_commands = AppGroup("forum", help="Run the forum: its roll, invitations and mail.")


def init_app(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(forum_commands)


def _prepare() -> None:
    """Make the database ready, or say what has to be mended first."""
    try:
        prepare(current_app)
    except (PolicyFault, UnsafeConfiguration) as fault:
        raise click.ClickException(str(fault)) from None


@forum_commands.command()
@click.option("--if-empty", is_flag=True, help="Do nothing where there are people already.")
def demo(if_empty: bool) -> None:
    """Fill an empty forum with the demo school. Never in production."""
    if current_app.config["PRODUCTION"]:
        raise click.ClickException(
            "The demo school's passwords are public, so it is never loaded in production. "
            "Unset SCHOOLGATE_PRODUCTION to try it elsewhere."
        )
    _prepare()
    if if_empty and queries.anyone_has_joined():
        return
    click.echo("Playing six weeks at the demo school (some seconds, once)")
    try:
        count = school.load()
    except ValueError as refusal:
        raise click.ClickException(str(refusal)) from None
    click.echo(f"The demo school is ready: {count} posts.")


@forum_commands.command("import-roll")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_roll(file: Path) -> None:
    """Put the staff and pupils of FILE.csv in the old roll's place, or say what to mend."""
    _prepare()
    try:
        people = roll.people_in(file.read_bytes())
    except roll.RollRefused as refusal:
        click.echo(f"Nothing was taken over. Please mend in {file.name}:", err=True)
        for fault in refusal.faults:
            click.echo(f"  {fault}", err=True)
        if refusal.more:
            click.echo(f"  and {refusal.more} more", err=True)
        raise SystemExit(1) from None
    lost = roll.replace_roll(people, admin=None)
    db.session.commit()
    click.echo(f"On the roll now: {len(people)}.")
    if lost:
        click.echo(f"{lost} accounts belonged to somebody who is no longer on it.")


@forum_commands.command()
@click.argument("email")
@click.option(
    "--role",
    "roles",
    multiple=True,
    required=True,
    type=click.Choice([role.value for role in Role]),
    help="What they will be; give it several times for several roles.",
)
@click.option("--year", "years", multiple=True, help="A class they belong to, such as “Year 2”.")
@click.option(
    "--relationship",
    default=Relationship.PARENT.value,
    type=click.Choice([kind.value for kind in Relationship]),
    help="What they are to the children.",
)
def invite(email: str, roles: tuple[str, ...], years: tuple[str, ...], relationship: str) -> None:
    """Invite the person with this address, and print their link."""
    _prepare()
    try:
        invited = invitations.invite(
            email,
            roles={Role(role) for role in roles},
            years=years,
            relationship=Relationship(relationship),
            admin=None,
        )
    except Refused as refusal:
        raise click.ClickException(str(refusal)) from None
    db.session.commit()
    delivery.deliver_waiting()
    click.echo(invited.link)


@forum_commands.command("send-mail")
def send_mail() -> None:
    """Send what waits, such as after the mail server did not answer."""
    _prepare()
    sent, waiting = delivery.deliver_waiting()
    click.echo(f"{sent} mails sent, {waiting} still wait.")
    if waiting:
        raise SystemExit(1)


@forum_commands.command()
def work() -> None:
    """Send mail as it falls due and remind whoever has to be reminded, until stopped."""
    _prepare()
    worker.run(current_app._get_current_object())  # type: ignore[attr-defined]

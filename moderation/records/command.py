"""Proving, at the prompt, that the log is unbroken and that readers see what was decided."""

import click
from flask.cli import with_appcontext

from moderation.current import current_moderation
from moderation.records import audit, consistency, queries

audit_commands = click.Group("audit", help="The log of who did what.")


@audit_commands.command("verify")
@with_appcontext
def verify_audit() -> None:
    """Walk the whole chain; exit 1 and name the first broken entry, or what has no entry."""
    session = current_moderation().session
    verdict = audit.verify(session)
    if verdict.broken_at is not None:
        click.echo(
            f"Broken at entry {verdict.broken_at}: {verdict.problem}. "
            f"The {verdict.entries} entries before it hold.",
            err=True,
        )
        raise SystemExit(1)
    lost = list(queries.unlogged(session))
    if lost:
        click.echo(
            f"Broken after entry {verdict.entries}, the last there is: {lost[0]} has no entry"
            f"{f', nor have {len(lost) - 1} more' if len(lost) > 1 else ''}. "
            "The end of the log has been cut off.",
            err=True,
        )
        raise SystemExit(1)
    click.echo(f"Unbroken: {verdict.entries} entries.")


@click.command("verify")
@with_appcontext
def verify_visible() -> None:
    """Compare what readers can see with what was decided; exit 1 and list the differences."""
    differences, compared = consistency.differences(current_moderation())
    for difference in differences:
        click.echo(difference, err=True)
    if differences:
        raise SystemExit(1)
    click.echo(f"Readers see exactly what was decided: {compared} texts compared.")

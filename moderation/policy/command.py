"""Checking a policy file at the prompt, before a school puts it in place."""

from pathlib import Path

import click

from moderation.policy.faults import PolicyFault
from moderation.policy.loading import load

policy_commands = click.Group("policy", help="The school's policy file.")


@policy_commands.command("check")
@click.argument("file", type=click.Path(path_type=Path))
def check_command(file: Path) -> None:
    """Say what is wrong with FILE, by line and clause; exit 1 if anything is."""
    try:
        policy = load(file)
    except PolicyFault as problem:
        click.echo(str(problem), err=True)
        raise SystemExit(1) from None
    click.echo(
        f"This policy can be used: {policy.title}, version {policy.version}, "
        f"{len(policy.clauses)} clauses, {len(policy.categories)} categories."
    )

"""`flask moderation …`: screening texts, checking a policy file, proving the record."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from moderation.policy import PolicyFault, decide, load
from moderation.records.command import audit_commands, verify_visible
from moderation.screening import RollFault, Screener, read_roll

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
moderation_commands = click.Group("moderation", help="The school's policy at the prompt.")
moderation_commands.add_command(audit_commands)
moderation_commands.add_command(verify_visible)


@moderation_commands.command("screen")
@click.option("--roll", type=_FILE, help="The school's roll, as CSV.")
@click.option("--policy", type=_FILE, help="A policy file; the shipped one if none.")
def screen(roll: Path | None, policy: Path | None) -> None:
    """Screen texts from standard input: a JSON object {"id", "text"} a line in, a decision out."""
    try:
        rules = load(policy)
        people = read_roll(roll.open(encoding="utf-8-sig")) if roll else []
    except (PolicyFault, RollFault) as fault:
        raise click.ClickException(str(fault)) from None
    screener = Screener(people)
    for key, text in _texts():
        ruling = decide(screener.screen(text), rules)
        matches = [
            {
                "category": match.category,
                "detector": match.detector,
                "start": match.start,
                "end": match.end,
                "words": match.words,
                "why": match.why,
            }
            for match in ruling.matches
        ]
        decision = {"id": key, "route": ruling.route, "matches": matches}
        click.echo(json.dumps(decision, ensure_ascii=False))


def _texts() -> Iterator[tuple[object, str]]:
    for number, line in enumerate(sys.stdin, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            key, text = row["id"], row["text"]
        except (ValueError, KeyError, TypeError):
            key = text = None
        if not isinstance(text, str):
            raise click.ClickException(
                f'Line {number}: write a JSON object like {{"id": "1", "text": "Hello"}} on one line.'
            )
        yield key, text


@moderation_commands.group("policy")
def policy_group() -> None:
    """The policy file."""


@policy_group.command("check")
@click.argument("file", type=_FILE)
def check(file: Path) -> None:
    """Say what is wrong with a policy file, by line and clause; exit 1 if anything is."""
    try:
        policy = load(file)
    except PolicyFault as fault:
        click.echo(str(fault), err=True)
        raise SystemExit(1) from None
    click.echo(
        f"This policy can be used: {policy.title}, version {policy.version}, "
        f"{len(policy.clauses)} clauses, {len(policy.categories)} categories."
    )

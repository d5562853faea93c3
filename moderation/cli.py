"""`flask moderation …`: screening texts, checking a policy file, proving the record."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import click
from flask.cli import with_appcontext

from moderation.current import current_moderation
from moderation.policy import PolicyFault, decide, load
from moderation.policy.command import policy_commands
from moderation.records.command import audit_commands, verify_visible
from moderation.screening import RollFault, RollPerson, Screener, read_roll

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
moderation_commands = click.Group("moderation", help="The school's policy at the prompt.")
moderation_commands.add_command(policy_commands)
moderation_commands.add_command(audit_commands)
moderation_commands.add_command(verify_visible)


@moderation_commands.command("screen")
@click.option("--roll", type=_FILE, help="The school's roll, as CSV.")
@click.option("--policy", type=_FILE, help="A policy file; the shipped one if none.")
def screen(roll: Path | None, policy: Path | None) -> None:
    """Screen texts from standard input: a JSON object {"id", "text"} a line in, a decision out."""
    try:
        rules = load(policy)
        people = _people_on(roll) if roll else []
    except (PolicyFault, RollFault) as fault:
        raise click.ClickException(str(fault)) from None
    screener = Screener(people, rules.screening.settings)
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
        # Escaped, so that half a character in a text can be written anywhere.
        click.echo(json.dumps(decision))


@moderation_commands.command("remind")
@with_appcontext
def remind() -> None:
    """Tell authors and the head what waits too long, each once. Nothing is decided by it."""
    moderation = current_moderation()
    done = moderation.remind()
    moderation.session.commit()
    moderation.deliver()
    for line in done or ["Nobody has to be reminded of anything."]:
        click.echo(line)


def _people_on(roll: Path) -> list[RollPerson]:
    try:
        with roll.open(encoding="utf-8-sig", newline="") as lines:
            return read_roll(lines)
    except UnicodeDecodeError:
        raise click.ClickException(f"{roll.name} isn't UTF-8 text. Save it as UTF-8.") from None


def _texts() -> Iterator[tuple[object, str]]:
    for number, line in enumerate(sys.stdin.buffer, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
            key, text = row["id"], row["text"]
        except (ValueError, KeyError, TypeError, RecursionError):
            key = text = None
        if not isinstance(text, str):
            raise click.ClickException(
                f'Line {number}: write a JSON object like {{"id": "1", "text": "Hello"}} on one line.'
            )
        yield key, text

"""The commands at the prompt, as a host's `flask` gives them."""

import json
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine
from click.testing import Result

from moderation.policy.loading import SHIPPED
from moderation.records.models import AuditEntry
from tests.moderation.cases.acts import as_far_as_a_warning
from tests.moderation.conftest import Site
from tests.moderation.policy.editing import edited, line_of
from tests.moderation.test_submitting import HARMLESS, RUDE

Time = time_machine.TimeMachineFixture


def flask(site: Site, *arguments: str, typed: str = "") -> Result:
    """What a command prints, and its exit status."""
    return site.app.test_cli_runner().invoke(args=["moderation", *arguments], input=typed)


def drop_guards(site: Site) -> None:
    """What only somebody who owns the database can do."""
    if site.session.get_bind().dialect.name == "postgresql":
        site.session.execute(sa.text("ALTER TABLE moderation_audit DISABLE TRIGGER USER"))
        return
    for event in ("update", "delete", "insert"):
        site.session.execute(sa.text(f"DROP TRIGGER moderation_audit_{event}"))


def tamper(site: Site, *statements: str, **values: object) -> None:
    """Change the log behind the guards' back."""
    drop_guards(site)
    for statement in statements:
        site.session.execute(sa.text(statement), values)
    site.session.commit()


@pytest.fixture
def ids(site: Site) -> list[int]:
    """A few acts of several people, and the ids of their entries."""
    site.decide(site.submit(RUDE), "decline")
    site.decide(site.submit(f"{RUDE} again"), "publish", "nia")
    site.submit(HARMLESS)
    site.session.expire_all()
    return list(site.session.scalars(sa.select(AuditEntry.id).order_by(AuditEntry.id)))


@pytest.mark.both_engines
@pytest.mark.usefixtures("school_day")
def test_an_unbroken_log_is_said_to_be_so(site: Site, time_machine: Time) -> None:
    as_far_as_a_warning(site, time_machine)
    site.decide(site.submit(RUDE), "decline")
    done = flask(site, "audit", "verify")
    assert (done.exit_code, done.output) == (0, f"Unbroken: {len(site.audited())} entries.\n")


CHANGES = {
    "who": "actor_name = 'Nobody'",
    "what": "action = 'submission:publish'",
    "when": "at = '2020-01-01 00:00:00'",
    "about what": "subject_id = '999'",
    "a detail": "detail = '{}'",
    "the fingerprint": "hash = 'f00d'",
    "the link": "previous_hash = 'f00d'",
}


@pytest.mark.both_engines
@pytest.mark.parametrize("change", CHANGES.values(), ids=list(CHANGES))
def test_a_changed_entry_is_named(site: Site, ids: list[int], change: str) -> None:
    tamper(site, f"UPDATE moderation_audit SET {change} WHERE id = :id", id=ids[2])
    done = flask(site, "audit", "verify")
    assert done.exit_code == 1
    assert f"Broken at entry {ids[2]}:" in done.stderr
    assert "The 2 entries before it hold." in done.stderr


@pytest.mark.both_engines
@pytest.mark.parametrize(("gone", "named"), [(0, 1), (2, 3)], ids=["first", "middle"])
def test_a_removed_entry_is_named_by_the_one_after_it(
    site: Site, ids: list[int], gone: int, named: int
) -> None:
    tamper(site, "DELETE FROM moderation_audit WHERE id = :id", id=ids[gone])
    done = flask(site, "audit", "verify")
    assert done.exit_code == 1
    assert f"Broken at entry {ids[named]}: it does not follow the entry before it." in done.stderr


@pytest.mark.both_engines
def test_entries_that_changed_places_are_named(site: Site, ids: list[int]) -> None:
    move = "UPDATE moderation_audit SET id = :{} WHERE id = :{}"
    tamper(
        site,
        *(move.format(*pair) for pair in (("away", "one"), ("one", "two"), ("two", "away"))),
        one=ids[1],
        two=ids[2],
        away=10_000,
    )
    done = flask(site, "audit", "verify")
    assert (done.exit_code, f"Broken at entry {ids[1]}:" in done.stderr) == (1, True)


@pytest.mark.both_engines
def test_an_entry_put_in_between_is_named(site: Site, ids: list[int]) -> None:
    forged = (
        "INSERT INTO moderation_audit (id, at, actor_name, action, detail, previous_hash, hash) "
        "SELECT -1, at, actor_name, action, detail, 'one', 'two' FROM moderation_audit WHERE id = :id"
    )
    tamper(site, forged, id=ids[1])
    done = flask(site, "audit", "verify")
    assert (done.exit_code, "Broken at entry -1:" in done.stderr) == (1, True)


@pytest.mark.both_engines
@pytest.mark.parametrize("cut", [1, 2, 4])
def test_an_end_cut_off_is_told_by_what_has_lost_its_entry(site: Site, ids: list[int], cut: int) -> None:
    tamper(site, "DELETE FROM moderation_audit WHERE id > :last", last=ids[-1 - cut])
    done = flask(site, "audit", "verify")
    assert done.exit_code == 1
    assert f"Broken after entry {len(ids) - cut}, the last there is:" in done.stderr
    assert "has no entry" in done.stderr
    assert "cut off" in done.stderr


def test_an_emptied_log_is_told_too(site: Site, ids: list[int]) -> None:
    tamper(site, "DELETE FROM moderation_audit")
    done = flask(site, "audit", "verify")
    assert (done.exit_code, "Broken after entry 0" in done.stderr) == (1, True)


def test_what_readers_see_is_compared_with_what_was_decided(site: Site) -> None:
    shown, held = site.submit(HARMLESS), site.submit(RUDE)
    gone = site.submit("Lovely fair on Saturday")
    done = flask(site, "verify")
    assert (done.exit_code, done.output) == (
        0,
        "Readers see exactly what was decided: 2 texts compared.\n",
    )
    site.notes.kept[shown.subject_id].shown = "Other words"
    site.notes.kept[held.subject_id].shown = RUDE
    site.notes.kept[gone.subject_id].shown = None
    site.notes.new("99")
    site.notes.kept["99"].shown = "Never offered"
    done = flask(site, "verify")
    assert (done.exit_code, done.stdout) == (1, "")
    assert sorted(done.stderr.splitlines()) == [
        f"note {shown.subject_id} shows other words than those that were judged.",
        f"note {held.subject_id} shows, but nothing decided says that it may.",
        f"note {gone.subject_id} should show, but readers cannot see it.",
        "note 99 shows, but nothing decided says that it may.",
    ]
    assert "Other words" not in done.stderr


def test_a_policy_file_is_checked_by_the_command_of_the_contract(site: Site, tmp_path: Path) -> None:
    assert flask(site, "policy", "check", str(SHIPPED)).exit_code == 0
    text = edited("[measures.block]", "max_days = 180", "max_days = 365")
    (tmp_path / "ours.toml").write_text(text, encoding="utf-8")
    faulty = flask(site, "policy", "check", str(tmp_path / "ours.toml"))
    assert (faulty.exit_code, faulty.stdout) == (1, "")
    assert (
        f"line {line_of(text, 'max_days = 365')}, [measures.block] max_days (clause H4)" in faulty.stderr
    )
    absent = flask(site, "policy", "check", str(tmp_path / "none.toml"))
    assert absent.exit_code == 1
    assert "none.toml can't be used yet" in absent.stderr


def test_texts_are_screened_line_by_line_without_a_database(site: Site) -> None:
    site.session.execute(sa.text("ALTER TABLE moderation_audit RENAME TO elsewhere"))
    site.session.commit()
    typed = "\n".join(
        [json.dumps({"id": 1, "text": HARMLESS}), "", json.dumps({"id": "b", "text": RUDE})]
    )
    done = flask(site, "screen", typed=typed)
    assert done.exit_code == 0
    first, second = map(json.loads, done.stdout.splitlines())
    assert first == {"id": 1, "route": "publish", "matches": []}
    assert (second["id"], second["route"]) == ("b", "hold")
    match = second["matches"][0]
    assert match.keys() == {"category", "detector", "start", "end", "words", "why"}
    assert RUDE[match["start"] : match["end"]] == match["words"] == "bollocks"


@pytest.mark.parametrize(
    "line", ["hello", "[]", "3", '{"id": 1}', '{"text": "x"}', '{"id": 1, "text": 2}']
)
def test_a_line_that_is_no_text_is_named(site: Site, line: str) -> None:
    done = flask(site, "screen", typed=f'{{"id": 1, "text": "Hello"}}\n{line}\n')
    assert done.exit_code == 1
    assert "Line 2: write a JSON object like" in done.stderr


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"role,title\ncook,Mr\n", "missing"),
        ("role,title,given_name,family_name\npupil,,Ren\xe9,X\n".encode("latin-1"), "Save it as UTF-8."),
    ],
)
def test_a_roll_to_mend_is_said_before_anything_is_screened(
    site: Site, tmp_path: Path, content: bytes, says: str
) -> None:
    (tmp_path / "roll.csv").write_bytes(content)
    done = flask(
        site, "screen", "--roll", str(tmp_path / "roll.csv"), typed='{"id": 1, "text": "Hello"}'
    )
    assert (done.exit_code, done.stdout) == (1, "")
    assert says in done.stderr

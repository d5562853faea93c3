"""Reading a policy file strictly: it is used whole, or every fault is named at once."""

import hashlib
import re
import tomllib
from pathlib import Path

from moderation.policy import document as doc
from moderation.policy.faults import Fault, PolicyFault
from moderation.policy.lines import places
from moderation.policy.reading import Reader
from moderation.policy.rules import Draft, broken_rules
from moderation.policy.schema import LISTS, MEASURES, TABLES

SHIPPED = Path(__file__).with_name("milverton.toml")
MOST_BYTES = 1_000_000
# What a person accepts of a policy. Not how to reach the school, when it is open, by when its people
# look and answer, or what they do among themselves.
_ACCEPTED_TABLES = ("policy", "definitions", "gate", "appeals")
_ACCEPTED_LISTS = ("clauses", "prompts", "channels", "categories", "grounds", "reports", "skip_codes")
_BYTE_ORDER_MARK = "\ufeff"


def load(path: Path | None = None) -> doc.Policy:
    """The policy in this file, or the one this package ships. Raises `PolicyFault`."""
    path = path or SHIPPED
    try:
        content = path.read_bytes()
    except OSError as problem:
        what = f"It can't be read: {problem.strerror}."
        raise _whole_file(path.name, 0, what, "Check where it is and who may read it.") from None
    if len(content) > MOST_BYTES:
        raise _whole_file(path.name, 0, "It is far too long for a policy.", "Check the file.")
    try:
        text = content.decode()
    except UnicodeDecodeError as problem:
        line = content[: problem.start].count(b"\n") + 1
        raise _whole_file(path.name, line, "It isn't UTF-8 text.", "Save it as UTF-8.") from None
    return parse(text, path.name)


def check(path: Path) -> list[Fault]:
    """Everything there is to mend in this file; an empty list when it can be used."""
    try:
        load(path)
    except PolicyFault as problem:
        return list(problem.faults)
    return []


def parse(text: str, name: str = "the policy") -> doc.Policy:
    """The policy in this TOML text; `name` is what a fault calls it. Raises `PolicyFault`."""
    # Some editors put an invisible mark first, which is no part of the text.
    toml = text.removeprefix(_BYTE_ORDER_MARK)
    try:
        raw, lines = tomllib.loads(toml), places(toml)
    except tomllib.TOMLDecodeError as problem:
        raise _syntax(name, toml, str(problem)) from None
    except RecursionError:
        what = "There are too many brackets inside one another."
        raise _whole_file(name, 0, what, "Take them out.") from None
    reader = Reader(raw, lines, last=_last_line(toml))
    draft = reader.draft()
    for found in broken_rules(draft):
        reader.add(found)
    if reader.faults:
        raise PolicyFault(reader.faults, name)
    return _policy(draft, text)


def _policy(draft: Draft, text: str) -> doc.Policy:
    tables = {name: part.kind(**draft.tables[name]) for name, part in TABLES.items()}
    lists = {name: tuple(part.kind(**row) for row in draft.lists[name]) for name, part in LISTS.items()}
    measures = {kind: part.kind(**draft.measures[kind]) for kind, part in MEASURES.items()}
    accepted = (
        [tables[name] for name in _ACCEPTED_TABLES],
        [lists[name] for name in _ACCEPTED_LISTS],
        measures,
    )
    return doc.Policy(
        school=tables["school"],
        edition=tables["policy"],
        definitions=tables["definitions"],
        clauses={clause.id: clause for clause in lists["clauses"]},
        prompts=lists["prompts"],
        channels={channel.id: channel for channel in lists["channels"]},
        categories={category.id: category for category in lists["categories"]},
        grounds={ground.key: ground for ground in lists["grounds"]},
        report_reasons={reason.value: reason for reason in lists["reports"]},
        gate=tables["gate"],
        measures=measures,
        skip_codes={code.code: code for code in lists["skip_codes"]},
        screening=tables["screening"],
        calendar=tables["calendar"],
        terms=tuple(sorted(lists["terms"], key=lambda term: term.first_day)),
        holds=tables["holds"],
        undo=tables["undo"],
        overrides=tables["overrides"],
        appeals=tables["appeals"],
        safeguarding=tables["safeguarding"],
        concerns=tables["concerns"],
        data_protection=tables["data_protection"],
        source=text,
        hash=hashlib.sha256(text.encode()).hexdigest(),
        accepted_hash=hashlib.sha256(repr(accepted).encode()).hexdigest(),
    )


def _syntax(name: str, text: str, problem: str) -> PolicyFault:
    """What Python's reader of TOML could not read, on the line where it stopped."""
    at = re.search(r"\(at line (\d+)", problem)
    line = int(at[1]) if at else _last_line(text)
    words = problem.split(" (at ")[0]
    if words == "Cannot overwrite a value":
        return _whole_file(name, line, "A key is there twice.", "Keep one of them.")
    mend = "Look at this line and the one before it for a missing quote, bracket or equals sign."
    return _whole_file(name, line, f"It isn't well-formed TOML: {words}.", mend)


def _whole_file(name: str, line: int, what: str, mend: str) -> PolicyFault:
    return PolicyFault([Fault(line, "the file", "", what, mend)], name)


def _last_line(text: str) -> int:
    return text.rstrip("\n").count("\n") + 1

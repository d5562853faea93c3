"""The policy that comes with the software: the school's words, whole and unchanged."""

import hashlib
import re
from datetime import date, time
from pathlib import Path

import pytest

from moderation.policy import MeasureKind, Route, load, parse
from moderation.policy.loading import SHIPPED
from moderation.policy.rules import CATEGORIES, GROUNDS

POLICY = load()
PAPER = Path(__file__).with_name("milverton-policy.txt").read_text(encoding="utf-8")
CLAUSE_IDS = (
    "A1 A2 A3 A4 A5 B0 B1 B2 B3 B4 B5 B6 C1 C2 C3 C4 C5 C6 C7 C8 C9 D1 D2 D3 D4 D5 D6 "
    "E0 E1 E2 E3 E4 E5 E6 F1 F2 F3 G1 G2 G3 G4 H1 H2 H3 H4 H5"
)


def words(text: str) -> list[str]:
    """The words of a text; bullets, and the paper's one stray full stop, are not words."""
    return [word for word in text.split() if word not in ("·", ".")]


def test_the_file_read_from_top_to_bottom_is_the_policy_word_for_word() -> None:
    read = [POLICY.school.name, POLICY.title, POLICY.version]
    heading = ""
    for clause in POLICY.clauses.values():
        if clause.heading != heading:
            heading = clause.heading
            read.append(heading)
        read.append(clause.text)

    assert words(" ".join(read)) == words(PAPER)


def test_every_clause_has_its_id_and_plain_words() -> None:
    assert " ".join(POLICY.clauses) == CLAUSE_IDS
    assert all(clause.plain for clause in POLICY.clauses.values())


@pytest.mark.parametrize(
    ("clause", "quote"),
    [
        ("A5", "this also includes carers; relatives; or anyone guardian associated with MPS."),
        ("E1", "Making allegations about staff or pupils at MPS or cyber-bullying;"),
        ("E2", "Making complaints about MPS or staff at MPS;"),
        ("E3", "Making defamatory statements about MPS or staff at MPS;"),
        ("E4", "Posting negative or offensive comments about specific pupils or staff at MPS;"),
        ("E6", "Posting comments that threaten violence."),
        ("G4", "If the parent refuses to do this and continues to use social networking sites"),
        ("H4", "block or restrict that individual’s access to that website or forum;"),
    ],
)
def test_a_clause_quotes_the_policy(clause: str, quote: str) -> None:
    assert quote in POLICY.clause(clause).text


def test_the_contract_s_categories_have_their_routes() -> None:
    routes = {name: POLICY.category(name).route for name in CATEGORIES}

    assert routes.pop("allegation") is Route.TRIAGE
    assert {routes.pop("threat"), routes.pop("safeguarding")} == {Route.URGENT}
    assert set(routes.values()) == {Route.HOLD}


def test_categories_cite_the_clause_they_serve() -> None:
    cited = {name: POLICY.category(name).clause for name in CATEGORIES}

    assert {name: clause for name, clause in cited.items() if clause.startswith("E")} == {
        "allegation": "E1",
        "bullying": "E1",
        "complaint": "E2",
        "defamation": "E3",
        "offensive": "E4",
        "protected": "E5",
        "threat": "E6",
        "obscene": "E4",
    }


def test_a_complaint_is_never_held_against_anyone() -> None:
    assert not POLICY.category("complaint").counts_as_finding
    assert POLICY.category("complaint").channel == "formal_complaint"


def test_the_nine_grounds_are_named_in_the_clause_on_protected_characteristics() -> None:
    assert set(POLICY.grounds) == set(GROUNDS)
    assert all(
        ground.label.split(" or ")[0].removesuffix("s") in POLICY.clause("E5").text
        for ground in POLICY.grounds.values()
    )


def test_what_an_author_is_told_is_one_plain_sentence() -> None:
    unkind = re.compile(r"\b(invalid|error|offender|ban|banned|violation|user)\b", re.IGNORECASE)
    for category in POLICY.categories.values():
        assert category.why.count(".") == 1
        assert category.why.endswith(".")
    said = [category.why for category in POLICY.categories.values()]
    said += [clause.plain for clause in POLICY.clauses.values()]
    assert not [sentence for sentence in said if unkind.search(sentence)]


def test_the_measures_keep_the_numbers_of_the_local_settings() -> None:
    restrict, block = POLICY.measures[MeasureKind.RESTRICT], POLICY.measures[MeasureKind.BLOCK]

    assert (restrict.default_days, restrict.max_days, restrict.review_every_days) == (28, 84, 0)
    assert (block.default_days, block.max_days, block.review_every_days) == (60, 180, 42)
    assert block.two_person
    assert POLICY.measures[MeasureKind.REMOVAL_REQUEST].reply_within_school_days == 3
    assert (POLICY.holds.review_school_days, POLICY.holds.day_ends) == (1, time(17))
    assert POLICY.holds.urgent_hours == 4
    assert POLICY.overrides.min_reason_chars == 30
    assert POLICY.appeals.within_school_days == 10


def test_every_step_of_the_policy_has_its_rule_in_the_order_of_the_policy() -> None:
    assert list(POLICY.measures) == list(MeasureKind)
    clauses = [rule.clause for rule in POLICY.measures.values()]
    assert clauses == ["G2", "G3", "H1", "H2", "H3", "H4", "H4", "H4", "H5"]


def test_an_accused_person_is_never_offered_as_the_one_to_talk_to() -> None:
    offered = {name: [c.id for c in POLICY.channels_for(name)] for name in CATEGORIES}

    assert all("individual" not in offered[name] for name in ("allegation", "threat"))
    assert all("formal_complaint" in ids for ids in offered.values())
    assert "individual" in offered["complaint"]


def test_the_version_is_the_file() -> None:
    assert POLICY.hash == hashlib.sha256(SHIPPED.read_bytes()).hexdigest()
    assert POLICY.source.encode() == SHIPPED.read_bytes()
    assert POLICY.effective_from == date(2017, 9, 1)


def test_one_changed_letter_makes_another_version() -> None:
    assert parse(POLICY.source + "#\n").hash != POLICY.hash

"""Words that count only of somebody at school, or of the school itself."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.screening.sentences import sentences
from tests.moderation.screening.school import categories, seen


@pytest.mark.parametrize(
    "text",
    [
        "Mr Pritchard is useless",
        "USELESS, that's what Pritch is",
        "The Year 4 teacher is useless",
        "Alfie's mum is useless",
        "Mr Pritchard's useless",
        "Mr Pritchard came today. He is useless.",
        "Mr Pritchard came today. The sun shone. They are useless.",
    ],
)
def test_a_word_said_of_somebody_at_school_counts(text: str) -> None:
    assert "offensive" in categories(text)


@pytest.mark.parametrize(
    "text",
    [
        "The new printer is useless",
        "He is useless, the goalkeeper of our town",
        "This film is useless. Mr Pritchard was kind.",
        "Mr Pritchard was kind. This film is useless.",
        "The bus is useless\n\nMr Pritchard was kind",
        "The useful and the uselessness of it",
    ],
)
def test_a_word_said_of_anything_else_does_not(text: str) -> None:
    assert categories(text) == set()


@pytest.mark.parametrize("school", ["The school", "This place", "The governors", "The office", "Staff"])
def test_a_complaint_counts_of_the_school_itself(school: str) -> None:
    assert categories(f"{school} never listens") == {"complaint"}
    assert categories("My husband never listens") == set()


def test_each_word_is_marked_where_it_stands_and_why_quotes_it() -> None:
    text = "Mr Pritchard is pathetic and a clown"
    found = seen(text)
    assert [(m.category, m.detector, m.words) for m in found] == [
        ("offensive", "people", "pathetic"),
        ("offensive", "people", "clown"),
    ]
    assert all(f"“{match.words}”" in match.why for match in found)


def test_why_shortens_very_long_words() -> None:
    (match,) = seen("fu" + "u" * 500 + "ck")
    assert len(match.words) == 504
    assert len(match.why) < 120


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("One. Two! Three? Four", [0, 4, 9, 16]),
        ("Mr. Moss and Mrs. Green, Dr. Who of St. Bede's. Next", [0, 47]),
        ("He said “no.” Then left", [0, 13]),
        ("What?! Really... yes…no", [0, 6, 16]),
        ("At 3.15 or www.example.org", [0]),
        ("A line\nanother\n\nand more", [0, 7, 16]),
        ("", [0]),
    ],
)
def test_where_sentences_begin(text: str, starts: list[int]) -> None:
    assert list(sentences(text).starts) == starts


@settings(deadline=None)
@given(st.text(alphabet="ab. !?…\n\"')Mr", max_size=60))
def test_sentences_cover_the_text_in_order(text: str) -> None:
    found = sentences(text)
    spans = [found.span(number) for number in range(len(found.starts))]
    assert "".join(text[start:end] for start, end in spans) == text
    for number, (start, end) in enumerate(spans):
        assert all(found.number(at) == number for at in range(start, end))

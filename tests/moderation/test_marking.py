"""Marking what was seen keeps every letter of the text, in its order."""

from hypothesis import given
from hypothesis import strategies as st

from moderation.review.marking import stretches
from moderation.screening.matches import Match


def match(start: int, end: int, why: str = "why") -> Match:
    return Match("complaint", "lexicon", start, end, "", why)


def test_overlapping_matches_are_each_shown_where_they_stand() -> None:
    pieces = stretches("abcdef", [match(1, 4, "one"), match(3, 5, "two")])
    assert [(piece.text, piece.reasons) for piece in pieces] == [
        ("a", ()),
        ("bc", ("one",)),
        ("d", ("one", "two")),
        ("e", ("two",)),
        ("f", ()),
    ]


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(-5, 70), st.integers(-5, 70)), max_size=8))
def test_no_letter_is_lost_whatever_the_places_are(text: str, places: list[tuple[int, int]]) -> None:
    pieces = stretches(text, [match(start, end) for start, end in places])
    assert "".join(piece.text for piece in pieces) == text

"""Words with letters starred out."""

import pytest

from moderation.screening.masked import masked_words
from tests.moderation.screening.school import categories, seen


@pytest.mark.parametrize(
    ("text", "words", "category"),
    [
        ("what the f*** is this", "f***", "profanity"),
        ("F*** OFF", "F***", "profanity"),
        ("f****** hell", "f******", "profanity"),
        ("f*****g hell", "f*****g", "profanity"),
        ("a load of sh*t", "sh*t", "profanity"),
        ("a load of s**t.", "s**t", "profanity"),
        ("a load of s###", "s###", "profanity"),
        ("you b*stard", "b*stard", "profanity"),
        ("you c**t!", "c**t", "profanity"),
        ("you w****r", "w****r", "profanity"),
        ("p*** off", "p***", "profanity"),
        ("you r****d", "r****d", "protected"),
        ("t**s", "t**s", "obscene"),
    ],
)
def test_a_starred_strong_word_is_found(text: str, words: str, category: str) -> None:
    found = list(masked_words(text))
    assert [(one.value, text[one.start : one.end]) for one in found] == [(category, words)]
    assert category in categories(text)


@pytest.mark.parametrize(
    "mild", ["d**n", "d*mn", "h*ll", "h**l", "b****y", "b*****", "c**p", "a**e", "s*d"]
)
def test_what_may_be_a_mild_word_is_not_held(mild: str) -> None:
    assert seen(f"Oh {mild} it, the bus is late") == ()


@pytest.mark.parametrize(
    "text",
    [
        "**bold** and *slanted* words",
        "*** NOTE ***",
        "An A* and two C* grades",
        "A 5* hotel, ***** from me",
        "Terms apply* *see below",
        "# heading and #hashtag and ## more",
        "snake***",
        "C# is a language and F# a note",
    ],
)
def test_stars_that_hide_nothing_are_not_held(text: str) -> None:
    assert seen(text) == ()

"""A name is judged by its words alone: no model decides who may be called what."""

import pytest

from moderation.screening import Screener

NAMES = [
    *(
        "Priya Shah",
        "Oluwaseun Adeyemi",
        "Li",
        "Wang Fang",
        "Mohammed Ali",
        "Zoë Müller",
        "Nguyễn Thị Mai",
    ),
    *(
        "Dick Whittington",
        "Gay Smith",
        "Fanny Price",
        "Jo Cox",
        "Anna Pike",
        "Semen Ivanov",
        "Siobhán Ní Bhriain",
    ),
]


@pytest.fixture(scope="module")
def screener() -> Screener:
    return Screener()


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_people_have_is_a_name(screener: Screener, name: str) -> None:
    assert screener.by_words(name) == ()


@pytest.mark.parametrize("name", ["Shitty School", "Fuck You", "Sh1t Head"])
def test_strong_words_are_no_name(screener: Screener, name: str) -> None:
    assert screener.by_words(name)

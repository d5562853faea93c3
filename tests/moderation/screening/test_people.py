"""Who is meant: by name, nickname, title, initial, role or relation, and never by accident."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.screening import PeopleIndex, RollPerson, Settings
from moderation.screening.words import StrongWords
from tests.moderation.screening.school import (
    ALFIE,
    COCKBURN,
    CROSSING,
    GRACE,
    HEAD,
    HOPE,
    MIA,
    OFFICE,
    ROLL,
    SCREENER,
    TA_3,
    WILL,
    YEAR_3,
    YEAR_4,
    pupil,
    seen,
    staff,
)


def meant(text: str) -> list[RollPerson | None]:
    """Everybody meant in a text, in order."""
    return [mention.person for mention in SCREENER.people.mentions(text)]


@pytest.mark.parametrize(
    ("words", "person"),
    [
        ("Mr Pritchard", YEAR_4),
        ("Mr. Pritchard", YEAR_4),
        ("mr pritchard", YEAR_4),
        ("MR PRITCHARD", YEAR_4),
        ("Mrs Pritchard", YEAR_4),
        ("Gareth Pritchard", YEAR_4),
        ("Gareth P", YEAR_4),
        ("Mr Gareth", YEAR_4),
        ("Gareth", YEAR_4),
        ("Pritchard", YEAR_4),
        ("Pritch", YEAR_4),
        ("pritch", YEAR_4),
        ("Mr P", YEAR_4),
        ("Mr. P", YEAR_4),
        ("Pr1tchard", YEAR_4),
        ("Pritchаrd", YEAR_4),
        ("P.r.i.t.c.h.a.r.d", YEAR_4),
        ("Mrs H", HEAD),
        ("Hargy", HEAD),
        ("Mrs Green", YEAR_3),
        ("Lollipop Al", CROSSING),
        ("Sandra in the office", OFFICE),
        ("Mrs Cockburn", COCKBURN),
        ("Alfie", ALFIE),
        ("Alfie Turner", ALFIE),
        ("Alfie T", ALFIE),
        ("Alf", ALFIE),
        ("Grace Holloway", GRACE),
        ("grace holloway", GRACE),
        ("Mia", MIA),
    ],
)
def test_a_name_means_its_person(words: str, person: RollPerson) -> None:
    text = f"I spoke to {words} today"
    (mention,) = SCREENER.people.mentions(text)
    assert mention.person == person
    assert mention.words == text[mention.start : mention.end] == words


@pytest.mark.parametrize(
    ("words", "person"),
    [
        ("the head", HEAD),
        ("our head", HEAD),
        ("the headteacher", HEAD),
        ("the Year 4 teacher", YEAR_4),
        ("the year 4 teacher", YEAR_4),
        ("the Y4 teacher", YEAR_4),
        ("the Yr4 class teacher", YEAR_4),
        ("Year 4's teacher", YEAR_4),
        ("the Year 3 TA", TA_3),
        ("the Y3 teaching assistant", TA_3),
        ("the office manager", OFFICE),
        ("the lollipop man", CROSSING),
        ("the dinner lady", COCKBURN),
        ("the Year 5 teacher", None),
        ("the Year 4 TA", None),
        ("the caretaker", None),
        ("the teacher", None),
        ("the supply teacher", None),
    ],
)
def test_a_role_means_who_has_it_and_somebody_where_the_roll_does_not_say(
    words: str, person: RollPerson | None
) -> None:
    assert meant(f"I spoke to {words} today") == [person]


def test_a_role_that_two_people_have_means_neither_of_them() -> None:
    second = staff("Mr", "Iain", "Muir", year="Year 4", job="Class teacher")
    (mention,) = PeopleIndex([YEAR_4, second]).mentions("the Year 4 teacher")
    assert mention.person is None


def test_an_initial_that_two_people_share_means_neither_of_them() -> None:
    second = staff("Mr", "Iain", "Parr")
    assert not PeopleIndex([YEAR_4, second]).mentions("ask Mr P about it")


def test_a_name_that_two_people_share_means_both() -> None:
    twin = pupil("Alfie", "Booth")
    people = {mention.person.family_name for mention in PeopleIndex([ALFIE, twin]).mentions("Hi Alfie")}
    assert people == {"Turner", "Booth"}


@pytest.mark.parametrize(
    ("words", "person"),
    [
        ("Alfie's mum", ALFIE),
        ("Alfie’s mum", ALFIE),
        ("Alfies mum", ALFIE),
        ("alf's nan", ALFIE),
        ("Alfie Turner's dad", ALFIE),
        ("Mia's step-mum", MIA),
        ("MIA'S GRANDAD", MIA),
        ("Hope's parents", HOPE),
        ("grace's brother", GRACE),
        ("Mr Pritchard's sister", YEAR_4),
    ],
)
def test_a_relation_is_meant_through_its_person(words: str, person: RollPerson) -> None:
    for text in (f"I spoke to {words} today", f"{words} was there"):
        (mention,) = SCREENER.people.mentions(text)
        assert (mention.person, mention.words) == (person, words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("This is Mr Pritchard's class", "Mr Pritchard's"),
        ("It is in the headteacher's office", "headteacher's"),
        ("It is in Mia's bag", "Mia's"),
        ("I saw Hope's bag", "Hope's"),
    ],
)
def test_what_somebody_owns_names_them(text: str, words: str) -> None:
    assert [mention.words for mention in SCREENER.people.mentions(text)][:1] == [words]


@pytest.mark.parametrize(
    "text",
    [
        "Ask Will about it",
        "We sat with Grace and Hope",
        "I met Will Ashworth",
        "Will Ashworth was there",
        "We love Grace",
    ],
)
def test_a_common_word_is_a_name_where_grammar_says_so(text: str) -> None:
    assert set(meant(text)) & {WILL, GRACE, HOPE}


@pytest.mark.parametrize(
    "text",
    [
        "Will you be there?",
        "I hope it will be fine. Hope so!",
        "We hope for the best, by the grace of God",
        "Grace before meals",
        "HOPE TO SEE YOU ALL THERE. WILL BRING CAKE",
        "Green is the colour of Year 3, bright green",
        "The green is flooded",
        "Bright and early on Monday",
        "Turner painted ships",
        "mia is not a word with a capital",
        "the wills and hopes of us all",
        "Summer parents' evening, good family fun",
    ],
)
def test_a_common_word_is_nobody(text: str) -> None:
    assert meant(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "at the head of the queue",
        "a bump on the head",
        "a knock to the head",
        "he had the head torch",
        "head and shoulders above",
    ],
)
def test_a_head_may_be_a_figure_of_speech(text: str) -> None:
    assert meant(text) == []


def test_part_of_a_longer_word_names_nobody() -> None:
    assert meant("Pritchardson in Miami ate alfalfa") == []


def test_of_two_mentions_in_one_place_the_longer_is_meant() -> None:
    assert [m.words for m in SCREENER.people.mentions("I met Mr Gareth Pritchard")] == [
        "Mr Gareth Pritchard"
    ]


def test_a_title_and_a_full_stop_end_no_sentence() -> None:
    (match,) = seen("Mr. Pritchard is useless at this, Mrs. Green was kind")[:1]
    assert match.words == "useless"


def test_a_name_is_never_a_match_by_itself() -> None:
    for person in ROLL:
        assert seen(f"I spoke to {person.title} {person.given_name} {person.family_name} today") == ()


def test_a_strong_word_that_is_somebodys_name_is_not_held() -> None:
    people = PeopleIndex([staff("Mrs", "Ida", "Coon"), pupil("Poof", "Wogan")])
    words = StrongWords(Settings())
    assert not words.find(people.read("Mrs Coon and Poof were kind"))
    assert [match.words for match in words.find(people.read("Mrs Coon, what a coon"))] == ["coon"]


@settings(deadline=None, max_examples=100)
@given(st.text(alphabet="Mr .s'P’Pritchard Alfie Grace mum\n\u200bé", max_size=60))
def test_every_mention_gives_the_very_words_at_its_place(text: str) -> None:
    for mention in SCREENER.people.mentions(text):
        assert 0 <= mention.start < mention.end <= len(text)
        assert mention.words == text[mention.start : mention.end]


def test_an_empty_roll_still_knows_what_people_do_at_school() -> None:
    (mention,) = PeopleIndex(()).mentions("I spoke to the lollipop man")
    assert (mention.person, mention.words) == (None, "lollipop man")


def test_a_roll_with_blank_names_means_nobody() -> None:
    blank = RollPerson("staff", " ", " ", " ", ("", " "), "", "")
    assert not PeopleIndex([blank]).mentions("  Mr   and Mrs  , hello ' s")

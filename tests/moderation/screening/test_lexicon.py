"""The graded words: better-profanity's own and the school's, and what a school says every day."""

from collections import Counter

import pytest
from better_profanity import Profanity

from moderation.policy import load
from moderation.screening import Settings
from moderation.screening.lexicon import (
    Grade,
    better_profanity_words,
    extra_lexicon,
    read_allowed,
    read_entries,
    school_words,
)
from moderation.screening.normalise import normalise
from moderation.screening.text import Text
from moderation.screening.words import StrongWords
from tests.moderation.screening.school import categories, seen, strong, strong_words

SENTENCE = "They said {} to me at the gate"
ENTRIES = tuple(read_entries())
ALLOWED = tuple(read_allowed())
STRONG = [entry for entry in ENTRIES if entry.grade is Grade.STRONG]


def folded(phrase: str) -> tuple[str, tuple[int, ...]]:
    """A phrase as it is looked for."""
    reading = normalise(phrase.strip("*"))
    return reading.folded, tuple(reading.runs)


OURS = {folded(phrase) for phrase in (*ALLOWED, *(entry.phrase for entry in ENTRIES))}
THEIRS = [word for word in dict.fromkeys(better_profanity_words()) if folded(word) not in OURS]
# better-profanity takes these signs for the spaces between words, and so misses words of its own list.
THEIR_SEPARATORS = frozenset("-_.!+")


def test_their_list_is_still_the_one_that_was_sorted_by_hand() -> None:
    assert len(THEIRS) > 400


def test_every_word_of_better_profanity_that_is_not_allowed_is_found() -> None:
    missed = [word for word in THEIRS if not strong(SENTENCE.format(word))]
    assert missed == []


def test_better_profanity_says_the_same_of_its_words() -> None:
    theirs = Profanity()
    differ = {word for word in THEIRS if not theirs.contains_profanity(word)}
    assert all(THEIR_SEPARATORS & set(word) for word in differ)


@pytest.mark.parametrize("plain", ["table", "reading", "swimming", "lunch", "Friday", "tombola"])
def test_both_let_a_plain_word_pass(plain: str) -> None:
    text = SENTENCE.format(plain)
    assert not strong(text)
    assert not Profanity().contains_profanity(text)


def test_nothing_allowed_is_held_on_its_own() -> None:
    held = {phrase: words for phrase in ALLOWED if (words := strong_words(SENTENCE.format(phrase)))}
    assert held == {}


def test_no_line_is_there_twice() -> None:
    sections = Counter((entry.category, entry.grade, entry.phrase) for entry in ENTRIES)
    assert [line for line, times in sections.items() if times > 1] == []
    assert [line for line, times in Counter(ALLOWED).items() if times > 1] == []
    assert [line for line, times in Counter(school_words()).items() if times > 1] == []


def test_no_phrase_is_both_graded_and_allowed() -> None:
    allowed = {folded(phrase) for phrase in ALLOWED}
    both = [e.phrase for e in ENTRIES if e.grade is not Grade.MILD and folded(e.phrase) in allowed]
    assert both == [], "take it out of allowed.txt: there it would never count"


def test_every_category_is_one_of_the_policys() -> None:
    assert {entry.category for entry in ENTRIES} <= set(load(None).categories)


@pytest.mark.parametrize("category", sorted({entry.category for entry in STRONG}))
def test_every_strong_phrase_finds_itself(category: str) -> None:
    for entry in STRONG:
        if entry.category == category:
            phrase = entry.phrase.strip("*")
            found = [match for match in strong(f"So {phrase} again") if match.category == category]
            assert any(phrase in match.words for match in found), phrase


def test_every_aimed_phrase_counts_of_a_teacher_and_only_of_somebody() -> None:
    for entry in ENTRIES:
        if entry.grade is Grade.AIMED:
            found = [m.words for m in seen(f"Mrs Green {entry.phrase}") if m.category == entry.category]
            assert any(entry.phrase in words for words in found), entry.phrase
            assert entry.category not in {
                match.category for match in seen(entry.phrase) if match.detector == "people"
            }, entry.phrase


def test_every_school_phrase_counts_of_the_school_and_only_of_it() -> None:
    for entry in ENTRIES:
        if entry.grade is Grade.SCHOOL:
            assert entry.category in categories(f"The school is {entry.phrase}"), entry.phrase
            assert not seen(f"The weather is {entry.phrase}"), entry.phrase


def test_no_mild_word_is_held() -> None:
    for entry in ENTRIES:
        if entry.grade is Grade.MILD:
            assert seen(SENTENCE.format(entry.phrase)) == (), entry.phrase


INNOCENT = (
    "The train stops at Scunthorpe, Penistone and then Essex",
    "Dick Whittington is this year's panto, oh yes it is",
    "Does anyone have a spare shuttlecock for badminton club?",
    "The cockerel at the farm woke everyone up",
    "We are cutting pussy willow for the Easter display",
    "Who will be the ass in the nativity? A donkey costume would do",
    "There are blue tits in the bird box and great tits at the feeder",
    "The analysis of the survey is on the website",
    "Cumin, cumin seeds and a pinch of cumin in the curry",
    "Mrs Cockburn has the lost property",
    "Beaver Scouts start on Monday, beavers please bring wellies",
    "Titus is reading the tit's nest poem about titmice",
    "Sussex, Middlesex, unisex toilets and the sextet",
    "Assess the class, assemble the bass, pass the glass to the assistant",
    "A spiked drink of squash, spiky hair and football spikes, and a camera lens",
    "Niger and Nigeria are next to each other on the map",
    "My daughter is going as a cowgirl and needs boots",
    "Grandad Len and Uncle Hoare will help to erect the gazebo",
    "They play Nimrod at the concert; the recorder fingering is hard",
    "It is a niggle, nothing more, and there was hoar frost",
    "Woop woop, we won! Moong dal for tea",
    "The dog needs grooming, and our maine coon is missing",
    "We sang Kum ba yah by the camp fire",
    "The nurse does a finger prick test for allergies",
    "Offa's Dyke was muddy and Dick Van Dyke is in Mary Poppins",
    "Home Alone is on at film night",
    "You're next on the rota, and nothing beats her cakes",
    "He was so excited he nearly burst, bless his cotton socks",
    "Hancock, Babcock, Hitchcock and Cockcroft; peacock, cocktail, cockpit and cockles",
    "Wankel engines, shiitake mushrooms, arsenal, arsenic and Parsons",
    "Therapist, grape, drape, scrape, trapeze and rapeseed oil",
    "Bloody rain again, what the hell, damn it, oh crap, sod it",
    "Year 6 learnt about the suffragettes, Nazism and the slave trade",
    "The RSE letter names penis, vulva and vagina, as it should",
    "Snigger, trigger, bigger, digger, chigger; spick and span",
    "Matsushita, Kyushu and Hokkaido; the Fukushima project",
)


@pytest.mark.parametrize("text", INNOCENT)
def test_a_rude_looking_innocent_is_published(text: str) -> None:
    assert seen(text) == ()


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("Mrs Hargreaves is fat and stupid", "offensive"),
        ("Mr Pritchard was drunk", "allegation"),
        ("The head is corrupt", "defamation"),
        ("He is a mong", "protected"),
        ("Show us your tits", "obscene"),
        ("They are a load of fuckwits", "obscene"),
        ("She embezzled the fair's takings", "defamation"),
    ],
)
def test_a_word_with_an_everyday_sense_counts_where_the_school_grades_it(
    text: str, category: str
) -> None:
    assert category in categories(text)


def test_an_allowed_phrase_excuses_only_its_own_words() -> None:
    assert strong_words("The tits in the bird box are tits") == {"tits"}
    assert strong_words("Dick Whittington was a dickhead") == {"dickhead"}


@pytest.mark.parametrize("ending", ["", "s", "ed", "ing", "er", "ers"])
def test_a_strong_word_counts_with_an_ending(ending: str) -> None:
    assert strong_words(f"what a wank{ending} that") == {f"wank{ending}"}


def test_a_schools_own_words_count_even_where_they_are_allowed() -> None:
    ours = StrongWords(Settings(held_words=("  Poppycock ", "rum", "", "   ")))
    for text in ("Utter poppycock", "POPPYCOCKS", "p0ppyc0ck", "rum"):
        assert [match.category for match in ours.find(Text.of(text))] == ["profanity"]
    assert not ours.find(Text.of("A poppy, a rumour, a rump"))
    assert extra_lexicon(["", " "]).find(Text.of("hello")) == []


def test_spaces_inside_a_phrase_may_be_wider_but_its_letters_are_its_own() -> None:
    assert categories("Mrs Green is not   good\tenough") == {"complaint"}
    assert categories("Mrs Green is not   god\tenough") == set()

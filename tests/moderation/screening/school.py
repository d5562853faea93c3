"""A small school: its roll, and what screening sees in a text about it."""

from moderation.screening import Match, RollPerson, Screener, Settings
from moderation.screening.pipeline import rules
from moderation.screening.text import Text
from moderation.screening.words import StrongWords


def staff(
    title: str, given: str, family: str, *known_as: str, year: str = "", job: str = ""
) -> RollPerson:
    return RollPerson("staff", title, given, family, known_as, year, job)


def pupil(given: str, family: str, *known_as: str, year: str = "Year 1") -> RollPerson:
    return RollPerson("pupil", "", given, family, known_as, year, "")


HEAD = staff("Mrs", "Helen", "Hargreaves", "Hargy", job="Head teacher")
YEAR_4 = staff("Mr", "Gareth", "Pritchard", "Pritch", year="Year 4", job="Class teacher")
YEAR_3 = staff("Mrs", "Linda", "Green", year="Year 3", job="Class teacher")
TA_3 = staff("Mrs", "Nasreen", "Begum", year="Year 3", job="Teaching assistant")
OFFICE = staff("Mrs", "Sandra", "Dobson", "Sandra in the office", job="Office manager")
CROSSING = staff("Mr", "Alan", "Bright", "Lollipop Al", job="School crossing patrol")
COCKBURN = staff("Mrs", "Anne", "Cockburn", job="Lunchtime supervisor")
ALFIE = pupil("Alfie", "Turner", "Alf", year="Year 2")
GRACE = pupil("Grace", "Holloway", year="Year 4")
WILL = pupil("Will", "Ashworth", year="Year 4")
HOPE = pupil("Hope", "Bradshaw", year="Year 6")
MIA = pupil("Mia", "Popescu", year="Year 4")

ROLL = (HEAD, YEAR_4, YEAR_3, TA_3, OFFICE, CROSSING, COCKBURN, ALFIE, GRACE, WILL, HOPE, MIA)
# The checks that go by words and shapes; what the model adds has tests of its own.
SCREENER = Screener(ROLL, detectors=rules(Settings()))
_STRONG = StrongWords(Settings())


def seen(text: str) -> tuple[Match, ...]:
    """What every check sees in a text on this school's forum."""
    return SCREENER.screen(text, limit_seconds=60)


def categories(text: str) -> set[str]:
    """The categories of what is seen."""
    return {match.category for match in seen(text)}


def strong(text: str) -> list[Match]:
    """What the words alone give away, at a school without a roll."""
    return list(_STRONG.find(Text.of(text)))


def strong_words(text: str) -> set[str]:
    """The words of the text that hold by themselves."""
    return {match.words for match in strong(text)}

"""The model: what it holds, where it points, and that nothing but its own files can make it pass."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.policy import Route, decide, load
from moderation.screening import UNSCREENED, Match, PeopleIndex, Screener, Settings
from moderation.screening.learned import AT_MOST, Encoder, Learned, ModelDamaged, shipped
from moderation.screening.learned.encoder import FOLDER
from moderation.screening.learned.prepare import passages
from moderation.screening.pipeline import rules
from moderation.training.examples import QUESTIONS, fingerprint
from tests.moderation.screening.school import HEAD, ROLL, YEAR_3, YEAR_4

MODEL = Screener(ROLL, detectors=[Learned(0.05)])
EVERYTHING = Screener(ROLL)
POLICY = load(None)
HELD = (Route.HOLD, Route.TRIAGE, Route.URGENT)
FRIENDLY = "Lovely to see so many at the fair on Saturday. Thank you to everyone who baked a cake."


def seen(text: str) -> tuple[Match, ...]:
    return MODEL.screen(text, limit_seconds=60)


def route(text: str, screener: Screener = EVERYTHING) -> Route:
    return decide(screener.screen(text, limit_seconds=60), POLICY).route


@pytest.mark.parametrize(
    ("text", "category"),
    [
        (
            "I have emailed the school three times about the toilets and nobody ever answers.",
            "complaint",
        ),
        ("Mrs Green never replies to a single message. What do we pay her for?", "complaint"),
        ("Mr Pritchard took money out of the trip fund, I saw him do it.", "allegation"),
        ("I know where Mrs Green lives and she will be sorry she ever met me.", "threat"),
        (
            "Alfie has come in with bruises on his arms again and says he is scared to go home.",
            "safeguarding",
        ),
    ],
)
def test_what_no_list_of_words_sees_is_held_for_what_it_is(text: str, category: str) -> None:
    found = seen(text)
    assert category in {match.category for match in found}
    for match in found:
        assert text[match.start : match.end] == match.words != ""
        assert match.words in match.why


@pytest.mark.parametrize(
    "text",
    [
        "Does anyone know what time the summer fair starts?",
        "Thank you Mrs Green for a wonderful trip, the children loved every minute.",
        "Could the gate open five minutes earlier on wet days?",
        "Alfie left his blue coat on the bus, has anyone seen it?",
        FRIENDLY,
    ],
)
def test_what_parents_write_every_day_passes(text: str) -> None:
    assert seen(text) == ()


def test_urgent_goes_by_a_question_of_its_own() -> None:
    assert route("I know where Mrs Green lives and she will be sorry she ever met me.") is Route.URGENT
    assert route("Mrs Green never replies to a single message.") is not Route.URGENT


def test_names_are_left_out_before_the_model_reads() -> None:
    people = PeopleIndex(ROLL)
    (passage,) = passages(people.read("Mrs Green told Alfie's mum that Grace Holloway's coat was lost."))
    assert "Green" not in passage.text
    assert "Holloway" not in passage.text
    assert passage.text == "the teacher told that child's mum that that child's coat was lost."
    assert len(passage.text) == len(passage.origins)


@pytest.mark.parametrize("text", ["{} never answers an e-mail.", "{} was brilliant on the trip."])
def test_who_is_meant_makes_no_difference(text: str) -> None:
    teachers = [f"{person.title} {person.family_name}" for person in (YEAR_3, YEAR_4, HEAD)]
    assert len({route(text.format(name), MODEL) for name in teachers}) == 1


@pytest.mark.parametrize(
    "text",
    [
        "I have emailed the school three times about the toilets and nobody ever answers.",
        "Mr Pritchard took money out of the trip fund, I saw him do it.",
        "What a load of bollocks",
    ],
)
def test_a_friendly_paragraph_never_makes_a_held_post_pass(text: str) -> None:
    assert route(text) in HELD
    assert route(f"{text}\n\n{FRIENDLY}") in HELD
    assert route(f"{FRIENDLY}\n\n{text}") in HELD
    assert route(f"{FRIENDLY}\n\n{text}\n\n{FRIENDLY}") in HELD


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=300))
def test_any_text_is_read_and_every_match_gives_its_very_words(text: str) -> None:
    for match in EVERYTHING.screen(text, limit_seconds=60):
        assert match.category != UNSCREENED
        assert 0 <= match.start <= match.end <= len(text)
        assert match.words == text[match.start : match.end]


@settings(deadline=None, max_examples=40)
@given(st.data())
def test_a_disguise_never_makes_a_strong_word_pass(data: st.DataObject) -> None:
    plain = "what a wanker that referee is"
    hidden = ["\u200b", "\u200d", "\u00ad"]
    lookalike = {"a": "а", "e": "е", "k": "κ", "w": "ѡ"}
    typed = []
    for char in plain:
        typed.append(data.draw(st.sampled_from([char, char.upper(), lookalike.get(char, char)])))
        if data.draw(st.booleans()):
            typed.append(data.draw(st.sampled_from(hidden)))
    screener = Screener(detectors=rules(Settings()))
    disguised = "".join(typed).replace("ѡ", "w")
    assert "profanity" in {match.category for match in screener.screen(disguised, 60)}


@pytest.mark.parametrize(
    "text",
    ["", "   ", "🎉" * 500, "1234567890 " * 300, "a" * 20_000, "аа бб " * 400, "\ud83d lone", "\x00"],
    ids=["nothing", "spaces", "emoji", "digits", "one word", "scripts", "surrogate", "NUL"],
)
def test_odd_texts_are_read_without_a_fault(text: str) -> None:
    assert all("could not be finished" not in match.why for match in EVERYTHING.screen(text, 60))


def test_a_text_too_long_for_the_model_waits_for_a_person_and_says_so() -> None:
    (match,) = seen("The coach leaves at nine from the gate by the church. " * AT_MOST)
    assert match.category == UNSCREENED
    assert "too long" in match.why


def test_the_same_text_always_gets_the_same_answer() -> None:
    text = "Not impressed with how the office handled this, to be frank."
    assert len({seen(text) for _ in range(5)}) == 1


def test_the_fewer_harmless_posts_may_wait_the_surer_the_model_must_be() -> None:
    limits = [shipped().limits(part).hold for part in (0.01, 0.03, 0.05, 0.1, 0.2)]
    assert limits == sorted(limits, reverse=True)
    assert shipped().limits(0.0).hold == max(limits[0], shipped().limits(0.0).hold)


def test_a_long_roll_and_one_letter_names_are_no_trouble() -> None:
    from moderation.screening import RollPerson

    roll = [RollPerson("pupil", "", f"Name{n}", f"Family{n}", (), "Year 1", "") for n in range(5_000)]
    roll += [
        RollPerson("pupil", "", "A", "B", (), "Year 1", ""),
        RollPerson("staff", "Mr", "X", "Y", (), "", ""),
    ]
    screener = Screener(roll)
    assert route("Thank you all for a lovely day at the fair.", screener) is Route.PUBLISH


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A copy of the model's files, to be damaged."""
    return Path(shutil.copytree(FOLDER, tmp_path / "model"))


def cut_short(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-100])


@pytest.mark.parametrize("damage", [Path.unlink, cut_short], ids=["missing", "cut short"])
@pytest.mark.parametrize("name", ["encoder.onnx", "tokenizer.json", "ngrams.npz", "about.json"])
def test_a_damaged_model_is_not_opened_and_everything_is_held(
    model: Path, name: str, damage: Callable[[Path], None]
) -> None:
    damage(model / name)
    with pytest.raises(ModelDamaged, match=name):
        Encoder(model)
    broken = Screener(ROLL, detectors=[*rules(Settings()), Learned(0.05, lambda: Encoder(model))])
    (match,) = broken.screen("Does anyone know when the fair starts?", limit_seconds=60)
    assert match.category == UNSCREENED
    assert decide([match], POLICY).route is Route.HOLD


def test_the_model_is_the_one_that_the_posts_beside_it_made() -> None:
    about = json.loads((FOLDER / "about.json").read_text("utf-8"))
    assert about["trained"]["posts"] == fingerprint(), "Train it anew: moderation/training/README.md"
    assert tuple(about["questions"]) == QUESTIONS

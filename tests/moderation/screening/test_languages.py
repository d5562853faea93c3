"""A post mostly in another language waits for somebody who reads it; greetings and dialects pass."""

import pytest

from moderation.policy import Route, decide, load
from moderation.screening import Screener, Settings
from moderation.screening.pipeline import rules
from tests.moderation.screening.school import SCREENER, seen

POLISH = "Czy ktoś wie, o której godzinie jutro jest zebranie rodziców w szkole? Dziękuję bardzo"
OTHERS = (
    POLISH,
    "Salut, poate cineva sa imi spuna cand este sedinta cu parintii? Multumesc frumos",
    "Alguém sabe a que horas é a reunião de pais amanhã na escola?",
    "کیا کل اسکول کھلا ہے؟ براہ کرم بتائیں، بچوں کو کب لینا ہے",
    "明天学校开门吗?请告诉我们什么时候可以接孩子,谢谢大家",
    "Чи хтось знає, о котрій годині завтра збори батьків у школі?",
)


@pytest.mark.parametrize("text", OTHERS)
def test_a_post_in_another_language_waits_and_nobody_is_accused(text: str) -> None:
    (match,) = seen(text)
    assert match.category == "language"
    ruling = decide([match], load(None))
    assert (ruling.route, ruling.category) == (Route.HOLD, None)
    assert "someone who reads it" in ruling.why


@pytest.mark.parametrize(
    "text",
    [
        "Eid Mubarak to everybody celebrating today! 🌙",
        "Dziękuję bardzo!",
        "Diolch yn fawr pawb",
        "Happy Pongal! பொங்கல் வாழ்த்துகள் 🌾 sweets by the gate at 3.15",
        "Дякую всім за теплий прийом! Thank you everybody. Our Sofiia loves Year 1.",
        "abeg who dey run this raffle? since morning i dey find am, nobody sabi. my pikin wan buy five",
        "am gunna be late the morn hen, can somebdy haud on tae ma wee yin fir five minutes",
        "𝐓𝐢𝐥𝐥𝐲 𝐬𝐢𝐧𝐠𝐬 𝐨𝐧 𝐬𝐡𝐢𝐩 𝐟𝐚𝐫𝐞𝐰𝐞𝐥𝐥 𝐧𝐢𝐠𝐡𝐭 𝐭𝐨𝐧𝐢𝐠𝐡𝐭 𝐚𝐭 𝐬𝐢𝐱",
        "See you at the gate",
        "",
        "🎉🎉🎉",
        "1234 5678",
    ],
)
def test_greetings_dialects_and_decoration_pass(text: str) -> None:
    assert "language" not in {match.category for match in SCREENER.screen(text, 60)}


def test_a_school_that_reads_polish_lets_it_pass() -> None:
    ours = Screener(detectors=rules(Settings(languages=("pl",))))
    assert ours.screen(POLISH, 60) == ()
    assert ours.screen(OTHERS[1], 60) != ()

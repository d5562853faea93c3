"""Data that may have gone astray: who leads on it is prompted, with the facts and the law's clock."""

from datetime import timedelta

import pytest

from moderation import clock
from moderation.cases.models import Measure
from moderation.data_protection.models import DataPrompt, PromptOutcome
from moderation.permissions import Permission
from tests.moderation.cases.acts import find, take
from tests.moderation.conftest import Site

PAGE = "/moderation/data-protection"
ASTRAY = "It was posted to number 12 instead of 21."


@pytest.fixture
def lead(site: Site) -> str:
    """Somebody from outside who leads on data protection."""
    site.people.permissions["lead"] = frozenset({Permission.DATA_PROTECTION_ANSWER})
    return "lead"


@pytest.fixture
def talk(site: Site) -> Measure:
    """A talk that was recorded about Asha, who was told of it."""
    return take(site, "informal_discussion", find(site))


def undo(site: Site, measure: Measure, **fields: str) -> None:
    sent = {"reason": "It was another person.", **fields}
    done = site.post(f"/moderation/measures/{measure.id}/reverse", by="head", **sent)
    assert done.status_code == 303, done.text


@pytest.mark.both_engines
def test_a_step_undone_prompts_the_lead_with_facts_and_72_hours(
    site: Site, lead: str, talk: Measure
) -> None:
    undo(site, talk)
    assert site.told(lead) == ["Somebody’s data may have gone where it should not"]
    assert not [subject for subject in site.told("deputy") if "data protection" in subject]
    assert "another person" not in str(site.people.told)
    found = site.session.query(DataPrompt).one()
    assert found.report_by - found.raised_at == timedelta(hours=72)
    assert site.audited()[-1] == "data_protection:prompted"
    page = site.get(PAGE, by=lead).text
    assert 'data-outcome="waiting"' in page
    for fact in ("Asha", "Head", "It was another person.", talk.reference or "SG-"):
        assert fact in page
    told = {"outcome": "no_need", "answer": "She had the letter back unopened."}
    assert site.post(f"{PAGE}/{found.id}/answer", by=lead, **told).status_code == 303
    assert site.audited()[-1] == "data_protection:answered"
    page = site.get(PAGE, by=lead).text
    assert 'data-outcome="no_need"' in page
    assert "She had the letter back unopened." in page
    again = site.post(f"{PAGE}/{found.id}/answer", by=lead, outcome="told", answer="IC-1")
    assert again.status_code == 409
    assert found.outcome is PromptOutcome.NO_NEED


def test_where_nobody_is_appointed_those_who_decide_are_reminded(site: Site, talk: Measure) -> None:
    undo(site, talk)
    assert site.told("deputy")[-1] == "A step was undone: please think of data protection"
    site.people.permissions["later"] = frozenset({Permission.DATA_PROTECTION_ANSWER})
    assert 'data-outcome="waiting"' in site.get(PAGE, by="later").text


def test_what_met_only_whom_it_was_meant_for_prompts_nobody(
    site: Site, lead: str, talk: Measure
) -> None:
    undo(site, talk, wrong_person="no")
    assert site.told(lead) == []
    assert site.session.query(DataPrompt).count() == 0
    assert site.audited()[-1] == "measure:reversed"


def test_the_lead_never_looks_into_what_is_about_them(site: Site, talk: Measure) -> None:
    site.people.permissions["asha"] = frozenset({Permission.DATA_PROTECTION_ANSWER})
    undo(site, talk)
    assert site.told("asha") == []
    assert "data-prompt=" not in site.get(PAGE, by="asha").text
    found = site.session.query(DataPrompt).one()
    sent = site.post(f"{PAGE}/{found.id}/answer", by="asha", outcome="no_need", answer="It was me.")
    assert sent.status_code == 404
    assert site.told("deputy")[-1] == "A step was undone: please think of data protection"


@pytest.mark.both_engines
def test_a_letter_that_went_astray_prompts_the_lead_once(site: Site, lead: str, talk: Measure) -> None:
    [letter] = [n for n in site.moderation.notices_for("asha") if n.measure_id == talk.id]
    path = f"/moderation/measures/{talk.id}/letters/{letter.id}/astray"
    empty = site.post(path, by="head", facts=" ")
    assert empty.status_code == 422
    assert "Write who got it instead" in empty.text
    assert site.post(path, by="mo", facts=ASTRAY).status_code == 403
    assert site.post(path, by="head", facts=ASTRAY).status_code == 303
    assert site.post(path, by="deputy", facts=ASTRAY).status_code == 409
    assert len(site.told(lead)) == 1
    assert ASTRAY not in str(site.people.told)
    page = site.get(PAGE, by=lead).text
    assert ASTRAY in page
    assert letter.reference in page
    strange = f"/moderation/measures/{talk.id}/letters/{letter.id + 100}/astray"
    assert site.post(strange, by="head", facts=ASTRAY).status_code == 404
    entries = [action for action in site.audited() if action.startswith("data_protection")]
    assert entries == ["data_protection:prompted"]


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"outcome": "", "answer": "Because."}, "Say whether you have told the ICO."),
        ({"outcome": "perhaps", "answer": "Because."}, "Say whether you have told the ICO."),
        ({"outcome": "no_need", "answer": " "}, "Say why there was no need."),
        ({"outcome": "told", "answer": ""}, "reference, or when and how you told them"),
        ({"outcome": "told", "answer": "x" * 5_001}, "at most 5,000 characters"),
    ],
)
def test_an_answer_says_what_was_done_and_why(
    site: Site, lead: str, talk: Measure, fields: dict[str, str], says: str
) -> None:
    undo(site, talk)
    sent = site.post(f"{PAGE}/1/answer", by=lead, **fields)
    assert sent.status_code == 422
    assert says in sent.text.replace("’", "'")
    assert fields["answer"].strip()[:60] in sent.text
    assert site.session.query(DataPrompt).one().answered_at is None


@pytest.mark.parametrize("who", ["head", "deputy", "dsl", "mo", "asha"])
def test_nobody_else_reads_or_answers_a_prompt(site: Site, lead: str, talk: Measure, who: str) -> None:
    undo(site, talk)
    assert site.get(PAGE, by=who).status_code == 403
    sent = site.post(f"{PAGE}/1/answer", by=who, outcome="told", answer="IC-1")
    assert sent.status_code == 403


def test_a_prompt_past_its_time_says_so_and_decides_nothing(
    site: Site, lead: str, talk: Measure, time_machine: object
) -> None:
    undo(site, talk)
    time_machine.move_to(clock.now() + timedelta(hours=73))  # type: ignore[attr-defined]
    assert "The time is over" in site.get(PAGE, by=lead).text
    assert site.session.query(DataPrompt).one().outcome is None

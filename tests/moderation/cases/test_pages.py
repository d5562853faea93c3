"""The case page, driven as a browser does."""

import re
from datetime import timedelta
from html import unescape
from html.parser import HTMLParser

import pytest
import sqlalchemy as sa
import time_machine
from werkzeug.test import TestResponse

from moderation.cases.models import Finding, Measure, MeasureState, Outcome
from moderation.policy import MeasureKind
from tests.moderation.cases.acts import (
    ENOUGH,
    UNKIND,
    WORDS,
    as_far_as_a_warning,
    as_far_as_the_gate,
    find,
    take,
)
from tests.moderation.conftest import Site

pytestmark = pytest.mark.usefixtures("school_day")
Time = time_machine.TimeMachineFixture


def get(site: Site, path: str, by: str = "head") -> TestResponse:
    return site.app.test_client().get(path, headers={"X-Person": by})


def post(site: Site, path: str, by: str = "head", **given: object) -> TestResponse:
    return site.app.test_client().post(path, data=given, headers={"X-Person": by})


def rung(page: str, measure: str) -> str:
    return page.split(f'<li data-measure="{measure}"')[1].split("<li data-measure=")[0]


class _Folds(HTMLParser):
    """Which folds each thing with an id is in, outermost first: whether each of them is open."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.around: dict[str, list[bool]] = {}
        self._now: list[bool] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "details":
            self._now.append("open" in given)
        if given.get("id"):
            self.around[str(given["id"])] = list(self._now)

    def handle_endtag(self, tag: str) -> None:
        if tag == "details":
            self._now.pop()


def folds(page: str, id_: str) -> list[bool]:
    return _Folds(page).around[id_]


def test_somebody_with_nothing_found_is_met_with_a_talk_and_no_more(site: Site) -> None:
    site.submit(UNKIND)
    page = get(site, "/moderation/people/asha").text
    assert 'data-measure="informal_discussion" data-available="true" data-missing=""' in page
    assert 'data-available="false" data-missing="finding first_step' not in page
    assert "Nothing has been found against this person" in page
    assert page.count("<h1>") == 1


def test_the_ladder_says_what_is_missing_by_name_and_in_words(site: Site) -> None:
    find(site)
    page = unescape(get(site, "/moderation/people/asha").text)
    assert (
        'data-measure="written_warning" data-available="false" '
        'data-missing="informal_done asked refused continued"'
    ) in page
    assert "an answer that refuses (G4)" in page
    assert WORDS in page


def test_what_is_done_or_open_stands_and_the_later_steps_are_folded_in_their_order(site: Site) -> None:
    site.submit(UNKIND)
    take(site, "informal_discussion")
    page = get(site, "/moderation/people/asha").text
    now, later = page.split("<summary>Later steps, and what each needs</summary>")
    marks = r'data-measure="(\w+)" data-available="(\w+)" data-missing="([^"]*)" data-state="(\w+)"'
    stands, waits = re.findall(marks, now), re.findall(marks, later)
    assert {state for *_, state in stands} == {"done", "open"}
    assert {(is_open, bool(missing), state) for _, is_open, missing, state in waits} == {
        ("false", True, "later")
    }
    assert len(stands) + len(waits) == len(MeasureKind)
    for part in (stands, waits):
        kinds = [MeasureKind(kind) for kind, *_ in part]
        assert kinds == [kind for kind in MeasureKind if kind in kinds]
    assert folds(page, "step-informal_discussion") == []
    assert folds(page, "step-block") == [False]


def test_the_next_step_leads_to_its_place_on_the_ladder(site: Site) -> None:
    find(site)
    page = get(site, "/moderation/people/asha").text
    assert '<a href="#step-informal_discussion">Talk first</a>' in page
    assert page.index('id="next-heading"') < page.index('id="folder-heading"')
    assert folds(page, "step-informal_discussion") == []


def test_older_posts_and_older_steps_are_folded_and_what_waits_for_an_answer_never_is(
    site: Site, time_machine: Time
) -> None:
    finding = find(site)
    asked = take(site, "removal_request", finding)
    talks = []
    for _ in range(3):
        time_machine.shift(timedelta(hours=1))
        site.submit(UNKIND)
        talks.append(take(site, "informal_discussion"))
    page = get(site, "/moderation/people/asha").text
    assert "<summary>What was done before (1)</summary>" in page
    assert "<summary>Earlier posts (2)</summary>" in page
    assert folds(page, f"measure-{talks[0].id}") == [False]
    for measure in (asked, *talks[1:]):
        assert folds(page, f"measure-{measure.id}") == []
    mended = post(site, f"/moderation/measures/{talks[0].id}/reverse", reason=" ").text
    assert folds(mended, f"reverse-{talks[0].id}-reason-problem") == [True, True, True]


def test_a_finding_is_recorded_from_the_page(site: Site) -> None:
    submission = site.submit(UNKIND)
    given = {
        "submission": submission.id,
        "category": "offensive",
        "words": WORDS,
        "detriment": "staff",
        "reason": "It runs her down.",
    }
    done = post(site, "/moderation/people/asha/findings", **given)
    assert (done.status_code, done.location) == (303, "/moderation/people/asha")
    assert site.session.scalars(sa.select(Finding.words)).one() == WORDS
    assert post(site, "/moderation/people/asha/findings", **given).status_code == 409


@pytest.mark.parametrize("number", ["", "x", "9" * 40, "-1", "²"])
def test_a_finding_without_a_post_keeps_the_text(site: Site, number: str) -> None:
    site.submit(UNKIND)
    page = post(
        site, "/moderation/people/asha/findings", submission=number, reason="Kept as I wrote it."
    )
    assert page.status_code == 422
    assert "Kept as I wrote it." in page.text
    assert "field-problem" in page.text


def test_the_whole_ladder_through_the_page(site: Site, time_machine: Time) -> None:
    def measure(kind: str, by: str = "head", **given: object) -> Measure:
        reason = f"Because of the {kind}."
        path = "/moderation/people/asha/measures"
        done = post(site, path, by, measure=kind, reason=reason, **given)
        assert done.status_code == 303, done.text
        return site.session.scalars(sa.select(Measure).order_by(Measure.id.desc())).first()  # type: ignore[return-value]

    first = find(site)
    measure("informal_discussion", outcome="held", starts_at="2026-11-23T15:30")
    asked = measure("removal_request", findings=[first.id])
    answered = post(site, f"/moderation/measures/{asked.id}/record", answer="refused", reason="No.")
    assert answered.status_code == 303
    time_machine.shift(timedelta(days=1))
    further = find(site)
    measure("written_warning", findings=[first.id], concerns="C.", warning="W.", removal_request="R.")
    restriction = measure(
        "restrict",
        findings=[further.id],
        necessity="A warning was not enough.",
        limits=["premoderate", "boards_only"],
        boards="general, year-2",
        ends_at="2026-12-20",
    )
    assert restriction.limits == {"premoderate": True, "boards_only": ["general", "year-2"]}
    too_soon = post(site, f"/moderation/measures/{restriction.id}/approve", reason="Now.")
    assert too_soon.status_code == 409
    assert "until Wednesday 2 December 2026, 5:00 pm to give their side" in too_soon.text
    rang = {"heard_by": "phone", "text": "She says it was a joke."}
    assert post(site, f"/moderation/measures/{restriction.id}/reply", **rang).status_code == 303
    decided = post(site, f"/moderation/measures/{restriction.id}/approve", reason="Not a joke.")
    assert decided.status_code == 303
    assert 'data-in-force="restrict"' in get(site, "/moderation/people/asha").text
    block = measure(
        "block",
        findings=[first.id, further.id],
        necessity="A limit was not enough.",
        ends_at="2027-01-20T09:00",
        review_at="2026-12-15",
    )
    assert block.state is MeasureState.PROPOSED
    assert post(site, f"/moderation/measures/{block.id}/reply", **rang).status_code == 303
    alone = post(site, f"/moderation/measures/{block.id}/approve", reason="Me again.")
    assert alone.status_code == 403
    agreed = post(site, f"/moderation/measures/{block.id}/approve", "deputy", reason="I agree.")
    assert agreed.status_code == 303
    again = post(site, f"/moderation/measures/{block.id}/approve", "deputy", reason="I agree.")
    assert again.status_code == 409
    assert "Deputy" in again.text
    page = get(site, "/moderation/people/asha").text
    assert 'data-in-force="block"' in page
    assert "As sent" in page
    lifted = post(site, f"/moderation/measures/{block.id}/lift", reason="She came to see us.")
    assert lifted.status_code == 303
    assert 'data-in-force="block"' not in get(site, "/moderation/people/asha").text
    undone = post(site, f"/moderation/measures/{restriction.id}/reverse", reason="A mistake.")
    assert undone.status_code == 303
    assert 'data-in-force="restrict"' not in get(site, "/moderation/people/asha").text


@pytest.mark.parametrize(
    ("given", "missing_field"),
    [
        ({"ends_at": ""}, "ends_at"),
        ({"ends_at": "2026-11-01"}, "ends_at"),
        ({"ends_at": "2028-01-01"}, "ends_at"),
        ({"ends_at": "soon"}, "ends_at"),
        ({"ends_at": "9999-12-31"}, "ends_at"),
        ({"ends_at": "0001-01-01T00:00"}, "ends_at"),
        ({"necessity": ""}, "necessity"),
        ({"review_at": ""}, "review_at"),
        ({"findings": ["9" * 30]}, "findings"),
        ({"reason": "x" * 5_001}, "reason"),
    ],
)
def test_a_block_that_wants_something_comes_back_with_its_text(
    site: Site, time_machine: Time, given: dict[str, object], missing_field: str
) -> None:
    _, further = as_far_as_a_warning(site, time_machine)
    page = post(
        site,
        "/moderation/people/asha/measures",
        **{
            "measure": "block",
            "findings": [further.id],
            "reason": "Kept as I wrote it.",
            "necessity": "A limit was not enough.",
            "ends_at": "2026-12-24",
            "review_at": "2026-12-10",
            **given,
        },
    )
    assert page.status_code == 422
    block = rung(page.text, "block")
    assert f'id="block-{missing_field}-problem"' in block
    if missing_field != "reason":
        assert "Kept as I wrote it." in block
    assert f'href="#block-{missing_field}"' in page.text
    assert f'id="block-{missing_field}"' in block


@pytest.mark.parametrize("ends_at", ["", "2026-11-23", "2026-11-25T09:00", "2027-02-20", "soon"])
def test_a_restriction_needs_an_end_to_come_and_within_the_longest_there_may_be(
    site: Site, time_machine: Time, ends_at: str
) -> None:
    _, further = as_far_as_a_warning(site, time_machine)
    page = post(
        site,
        "/moderation/people/asha/measures",
        measure="restrict",
        findings=[further.id],
        reason="Kept as I wrote it.",
        necessity="A warning was not enough.",
        limits=["premoderate"],
        ends_at=ends_at,
    )
    assert page.status_code == 422
    assert 'id="restrict-ends_at-problem"' in page.text
    assert "Kept as I wrote it." in rung(page.text, "restrict")
    assert f'value="{ends_at}"' in rung(page.text, "restrict")
    assert not site.moderation.limits_for("asha").restrictions


@pytest.mark.parametrize("kind", ["", "ban_them", "police_referral"])
def test_a_step_that_is_not_on_the_ladder_is_refused(site: Site, kind: str) -> None:
    find(site)
    page = post(site, "/moderation/people/asha/measures", measure=kind, reason="Because.")
    assert page.status_code == 422


def test_going_past_the_gate_takes_a_reason_and_shows_it(site: Site) -> None:
    finding = find(site)
    given = {
        "measure": "written_warning",
        "findings": [finding.id],
        "reason": "It is serious.",
        "concerns": "C.",
        "warning": "W.",
        "removal_request": "R.",
    }
    path = "/moderation/people/asha/measures"
    refused = post(site, path, **given, override_reason="Too short")
    assert refused.status_code == 422
    assert folds(refused.text, "written_warning-override_reason-problem") == [True, True]
    assert "Too short" in refused.text
    assert post(site, path, **given, override_reason=ENOUGH).status_code == 303
    assert ENOUGH in get(site, "/moderation/people/asha").text


def test_the_letter_can_be_read_before_it_is_sent(site: Site, time_machine: Time) -> None:
    first, _ = as_far_as_the_gate(site, time_machine)
    given = {
        "measure": "written_warning",
        "findings": [first.id],
        "reason": "It went on.",
        "concerns": "Our own concerns.",
        "warning": "W.",
        "removal_request": "R.",
    }
    told = len(site.moderation.notices_for("asha"))
    path = "/moderation/people/asha/measures"
    page = post(site, path, **given, preview="1")
    assert page.status_code == 200
    assert "Our own concerns." in page.text.split('id="letter"')[1].split("</section>")[0]
    assert len(site.moderation.notices_for("asha")) == told
    site.session.expire_all()
    assert not site.session.scalars(sa.select(Measure).where(Measure.kind == "written_warning")).all()
    assert post(site, path, **given).status_code == 303
    sent = site.moderation.notices_for("asha")[0]
    assert "Our own concerns." in sent.body


@pytest.mark.parametrize("act", ["lift", "reverse"])
def test_ending_something_without_a_reason_is_asked_for_at_its_field(
    site: Site, time_machine: Time, act: str
) -> None:
    _, further = as_far_as_a_warning(site, time_machine)
    measure = take(site, "restrict", further)
    page = post(site, f"/moderation/measures/{measure.id}/{act}", reason=" ")
    assert page.status_code == 422
    assert all(folds(page.text, f"{act}-{measure.id}-reason-problem"))


def test_an_answer_that_does_not_fit_keeps_the_note(site: Site) -> None:
    measure = take(site, "removal_request", find(site))
    path = f"/moderation/measures/{measure.id}/record"
    page = post(site, path, answer="held", reason="My own note.")
    assert page.status_code == 422
    assert "My own note." in page.text
    assert f'id="record-{measure.id}-answer-problem"' in page.text
    silence = post(site, path, outcome="treated_as_refusal", reason="They never reply.")
    assert silence.status_code == 422
    assert measure.outcome is None
    assert post(site, path, outcome="removed").status_code == 303
    assert measure.outcome is Outcome.REMOVED


@pytest.mark.parametrize(
    "path",
    [
        "/moderation/people/nobody",
        "/moderation/people/%00",
    ],
)
def test_nobody_of_that_name_is_not_there(site: Site, path: str) -> None:
    assert get(site, path).status_code == 404


@pytest.mark.parametrize("number", ["999", "99999999999999999999"])
@pytest.mark.parametrize("act", ["approve", "record", "lift", "reverse"])
def test_no_measure_of_that_number_is_not_there(site: Site, act: str, number: str) -> None:
    assert post(site, f"/moderation/measures/{number}/{act}", reason="Why.").status_code == 404


@pytest.mark.parametrize("by", ["mo", "dsl", "asha"])
def test_the_case_pages_are_for_those_who_may_read_cases(site: Site, by: str) -> None:
    measure = take(site, "removal_request", find(site))
    assert get(site, "/moderation/people", by).status_code == 403
    assert get(site, "/moderation/people/asha", by).status_code == 403
    for act in ("approve", "record", "lift", "reverse"):
        path = f"/moderation/measures/{measure.id}/{act}"
        assert post(site, path, by, reason="Why.").status_code == 403
    for what in ("findings", "measures"):
        assert post(site, f"/moderation/people/asha/{what}", by).status_code == 403


def test_ones_own_page_offers_no_button(site: Site) -> None:
    find(site, author="head", by="deputy")
    page = get(site, "/moderation/people/head").text
    assert "your own page" in page
    assert "<form" not in page.split("<main>")[-1].split("</main>")[0]


def test_a_post_about_the_reader_is_not_shown_to_them(site: Site) -> None:
    site.people.names_to_ids["Mrs Hale"] = "head"
    site.submit(UNKIND)
    assert WORDS not in get(site, "/moderation/people/asha").text
    assert "1 more is for someone else" in get(site, "/moderation/people/asha").text
    assert WORDS in get(site, "/moderation/people/asha", "deputy").text


def test_what_people_wrote_never_becomes_html(site: Site) -> None:
    script = "<script>alert(1)</script>"
    take(site, "removal_request", find(site), reason=script)
    assert script not in get(site, "/moderation/people/asha").text


@pytest.mark.both_engines
def test_people_on_record_are_found_by_name_in_few_statements(site: Site) -> None:
    find(site)
    site.submit(UNKIND, "ben")
    site.submit("Lovely fair on Saturday.", "cara")
    sent: list[str] = []
    sa.event.listen(
        site.session.get_bind(), "before_cursor_execute", lambda *given: sent.append(given[2])
    )
    page = get(site, "/moderation/people").text
    assert len(sent) <= 5
    assert "Asha" in page
    assert "Ben" in page
    assert "Cara" not in page
    assert "Ben" not in get(site, "/moderation/people?q=ash").text
    assert get(site, "/moderation/people?q=%00%25").status_code == 200

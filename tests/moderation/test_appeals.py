"""Appealing with nothing but a letter in one's hand."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from werkzeug.test import TestResponse

from moderation.appeals.models import Appeal, AppealTry
from moderation.cases.models import Measure
from moderation.permissions import Permission
from tests.moderation.cases.acts import agree, as_far_as_a_warning, take
from tests.moderation.conftest import Site

pytestmark = pytest.mark.usefixtures("school_day")
Time = time_machine.TimeMachineFixture
WHY = "That was not me; my account was open at the library."


@pytest.fixture
def blocked(site: Site, time_machine: Time) -> Measure:
    _, further = as_far_as_a_warning(site, time_machine)
    site.people.permissions["chair"] = frozenset({Permission.APPEAL_READ})
    block = agree(site, take(site, "block", further))
    site.people.told.clear()
    return block


def code(site: Site) -> str:
    found = re.search(r"code ([0-9A-Z]{5}-[0-9A-Z]{5})", site.moderation.notices_for("asha")[0].body)
    assert found
    return found[1]


def appeal(site: Site, *, address: str = "10.0.0.1", **given: str) -> TestResponse:
    client = site.app.test_client()
    return client.post("/appeal", data=given, environ_base={"REMOTE_ADDR": address})


def appeals(site: Site) -> int:
    return site.session.scalar(sa.select(sa.func.count(Appeal.id))) or 0


@pytest.mark.both_engines
def test_reference_and_code_are_enough_and_a_receipt_follows(site: Site, blocked: Measure) -> None:
    client = site.app.test_client()
    assert client.get("/appeal").status_code == 200
    given = {"reference": f" {str(blocked.reference).lower()} ", "code": code(site), "text": WHY}
    sent = client.post("/appeal", data=given)
    assert sent.status_code == 303
    receipt = client.get(sent.location).text
    assert "Received" in receipt
    assert "24 November 2026" in receipt or "26 November 2026" in receipt
    found = site.session.scalars(sa.select(Appeal)).one()
    assert (found.measure_id, found.text, found.route) == (blocked.id, WHY, "web")
    assert site.audited()[-1] == "appeal:received"


def test_those_who_read_appeals_are_told_without_its_words(site: Site, blocked: Measure) -> None:
    appeal(site, reference=str(blocked.reference), code=code(site), text=WHY)
    assert "chair" in {to for to, *_ in site.people.told}
    mailed = [subject for to, subject, *_ in site.people.told if to == "asha"]
    assert mailed == ["Your appeal is here"]
    assert WHY not in str(site.people.told)


def test_a_link_with_the_reference_fills_it_in(site: Site) -> None:
    page = site.app.test_client().get("/appeal?reference=SG-7K3M-2PQR%00")
    assert 'value="SG-7K3M-2PQR"' in page.text


def test_the_same_appeal_sent_twice_is_received_once(site: Site, blocked: Measure) -> None:
    given = {"reference": str(blocked.reference), "code": code(site), "text": WHY}
    assert [appeal(site, **given).status_code for _ in range(2)] == [303, 303]
    assert appeals(site) == 1


def test_a_receipt_is_only_for_the_browser_that_sent_the_appeal(site: Site, blocked: Measure) -> None:
    appeal(site, reference=str(blocked.reference), code=code(site), text=WHY)
    page = site.app.test_client().get("/appeal?received=1").text
    assert str(blocked.reference) not in page


def test_an_unknown_reference_and_a_wrong_code_give_the_same_page(site: Site, blocked: Measure) -> None:
    wrong = appeal(site, reference=str(blocked.reference), code="AAAAA-AAAAA", text=WHY)
    unknown = appeal(site, reference="SG-2222-2222", code=code(site), text=WHY)
    assert wrong.status_code == unknown.status_code == 422
    assert WHY in wrong.text
    assert wrong.text.replace(str(blocked.reference), "").replace("AAAAA-AAAAA", "") == (
        unknown.text.replace("SG-2222-2222", "").replace(code(site), "")
    )
    assert appeals(site) == 0


@pytest.mark.parametrize("by", ["address", "reference"])
def test_the_sixth_wrong_try_in_an_hour_has_to_wait(
    site: Site, blocked: Measure, time_machine: Time, by: str
) -> None:
    def attempt(number: int, **given: str) -> TestResponse:
        address = "10.0.0.1" if by == "address" else f"10.0.0.{number}"
        reference = str(blocked.reference) if by == "reference" else f"SG-222{number}-2222"
        wanted = {"reference": reference, "code": "AAAAA-AAAAA", "text": WHY, **given}
        return appeal(site, address=address, **wanted)

    statuses = [attempt(number).status_code for number in range(2, 8)]
    assert statuses == [422, 422, 422, 422, 422, 429]
    right = {"reference": str(blocked.reference), "code": code(site)}
    held_up = attempt(8, **right)
    assert held_up.status_code == 429
    assert "hour" in held_up.text
    assert WHY in held_up.text
    time_machine.shift(timedelta(minutes=61))
    assert attempt(9, **right).status_code == 303


def test_tries_are_forgotten_once_they_no_longer_count(
    site: Site, blocked: Measure, time_machine: Time
) -> None:
    for _ in range(2):
        appeal(site, reference="SG-2222-2222", code="AAAAA-AAAAA", text=WHY)
        time_machine.shift(timedelta(hours=2))
    assert site.session.scalar(sa.select(sa.func.count(AppealTry.id))) == 2


@pytest.mark.parametrize("text", ["", "   ", "x" * 20_001])
def test_a_text_that_cannot_be_taken_comes_back_with_what_to_do(
    site: Site, blocked: Measure, text: str
) -> None:
    page = appeal(site, reference=str(blocked.reference), code=code(site), text=text)
    assert page.status_code == 422
    assert "field-problem" in page.text
    assert appeals(site) == 0


@pytest.mark.both_engines
def test_control_characters_are_left_out_of_what_is_kept(site: Site, blocked: Measure) -> None:
    given = {"reference": f"{blocked.reference}\x00", "code": code(site), "text": "Not\x00 me\x07."}
    assert appeal(site, **given).status_code == 303
    assert site.session.scalars(sa.select(Appeal.text)).one() == "Not me."


def test_only_those_who_read_appeals_can_read_them(site: Site, blocked: Measure) -> None:
    appeal(site, reference=str(blocked.reference), code=code(site), text=WHY)
    client, chair = site.app.test_client(), {"X-Person": "chair"}
    listed = client.get("/moderation/appeals", headers=chair)
    assert "Asha" in listed.text
    number = site.session.scalars(sa.select(Appeal.id)).one()
    assert WHY in client.get(f"/moderation/appeals/{number}", headers=chair).text
    case = client.get("/moderation/people/asha", headers={"X-Person": "head"})
    assert WHY in case.text

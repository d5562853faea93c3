"""What was posted elsewhere: put on record once, kept whole, shown to nobody it is not for."""

import hashlib
from contextlib import closing
from datetime import timedelta
from io import BytesIO

import pytest
import sqlalchemy as sa
import time_machine
from PIL import Image
from sqlalchemy.exc import DBAPIError
from werkzeug.test import EnvironBuilder, TestResponse

from moderation import clock
from moderation.cases import services
from moderation.cases.incidents.models import Incident, Screenshot, WrittenBy
from moderation.cases.models import Outcome
from moderation.errors import ConflictOfInterest, Refused
from moderation.notices.models import Notice
from moderation.records import audit
from moderation.records.models import AuditEntry
from tests.moderation.cases import elsewhere
from tests.moderation.cases.acts import ENOUGH, agree, take
from tests.moderation.cases.elsewhere import (
    ADDRESS,
    REPORTER,
    SEEN_HOW,
    THERE,
    find_elsewhere,
    picture,
    record,
)
from tests.moderation.conftest import Site

pytestmark = pytest.mark.usefixtures("school_day")
Time = time_machine.TimeMachineFixture
FIELDS = {
    "venue": "facebook",
    "address": ADDRESS,
    "posted_at": "2026-11-23T18:30",
    "text": THERE,
    "reporter": REPORTER,
    "seen_how": SEEN_HOW,
    "written_by": "person",
}


def send(site: Site, *files: tuple[str, bytes], path: str = "", **given: object) -> TestResponse:
    """The form of the case page, with these files."""
    chosen = [(BytesIO(content), name) for name, content in files]
    asked = EnvironBuilder(
        path or "/moderation/people/asha/incidents",
        method="POST",
        data={**FIELDS, "screenshots": chosen, **given},
        headers={"X-Person": "head"},
    ).get_environ()
    # What is large is sent from a file, which nobody else closes.
    with closing(asked["wsgi.input"]):
        return site.app.test_client().open(asked)


@pytest.fixture
def known(site: Site) -> Site:
    """Asha has written something, so there is a page about her."""
    site.submit("Bollocks, all of it.")
    return site


@pytest.mark.both_engines
def test_an_incident_keeps_the_words_where_they_stand_and_who_told(known: Site) -> None:
    sent = send(known, ("a.png", picture()), ("b.jpg", picture("JPEG")), ("c.webp", picture("WEBP")))
    assert (sent.status_code, sent.location) == (303, "/moderation/people/asha")
    found = known.session.scalars(sa.select(Incident)).one()
    assert (found.person_id, found.text, found.address) == ("asha", THERE, ADDRESS)
    assert (found.reporter, found.recorded_by_name) == (REPORTER, "Head")
    assert [shot.media_type for shot in found.screenshots] == ["image/png", "image/jpeg", "image/webp"]
    entry = known.session.scalars(
        sa.select(AuditEntry).where(AuditEntry.action == "incident:recorded")
    ).one()
    assert entry.detail["screenshots"] == [shot.sha256 for shot in found.screenshots]
    assert REPORTER not in str(entry.detail)
    assert audit.verify(known.session).broken_at is None
    page = known.get("/moderation/people/asha", "head").text
    assert THERE in page
    assert f'data-incident="{found.id}"' in page
    assert page.count("<img ") == 3
    assert "was put on record" in page


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"venue": ""}, "venue"),
        ({"venue": "this_forum"}, "venue"),
        ({"venue": "myspace"}, "venue"),
        ({"address": ""}, "address"),
        ({"address": "javascript:alert(1)"}, "address"),
        ({"address": "https://a b"}, "address"),
        ({"address": "https://[::1"}, "address"),
        ({"address": "https://x.example/" + "a" * 2_000}, "address"),
        ({"posted_at": ""}, "posted_at"),
        ({"posted_at": "2030-01-01"}, "posted_at"),
        ({"posted_at": "last week"}, "posted_at"),
        ({"text": "  "}, "text"),
        ({"text": "a" * 20_001}, "text"),
        ({"reporter": ""}, "reporter"),
        ({"reporter": "a" * 201}, "reporter"),
        ({"seen_how": " "}, "seen_how"),
        ({"written_by": ""}, "written_by"),
        ({"written_by": "child", "child_reference": "Tommy Bell"}, "child_reference"),
        ({"child_reference": "P-104"}, "child_reference"),
    ],
)
def test_each_thing_wanting_is_named_at_its_field_and_the_words_are_kept(
    known: Site, wrong: dict[str, str], field: str
) -> None:
    sent = send(known, ("a.png", picture()), **{"seen_how": "Kept as I wrote it.", **wrong})
    assert sent.status_code == 422
    assert f'id="incident-{field}-problem"' in sent.text
    assert "Kept as I wrote it." in sent.text or field == "seen_how"
    assert "Please choose the screenshots again." in sent.text
    assert not known.session.scalars(sa.select(Incident)).all()
    assert "incident:recorded" not in known.audited()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.png", b"", "is empty"),
        ("words.png", b"Only words.", "no picture we can read"),
        ("renamed.png", elsewhere.zip_file(), "no picture we can read"),
        ("drawing.svg", elsewhere.SVG, "no picture we can read"),
        ("moving.gif", picture("GIF"), "no picture we can read"),
        ("printed.tiff", picture("TIFF"), "no picture we can read"),
        ("cut.png", picture(size=(400, 400))[:-60], "or it is damaged"),
        ("cut.jpg", picture("JPEG", (400, 400))[:-400], "or it is damaged"),
        ("cut.webp", picture("WEBP", (400, 400))[:-20], "or it is damaged"),
        ("bomb.png", elsewhere.bomb(), "more than 40 million dots"),
        ("wide.png", picture(size=(8_001, 5_000), mode="1"), "more than 40 million dots"),
        ("large.png", picture() + b"\0" * (40 * 1024 * 1024), "larger than 10 MB"),
    ],
)
def test_a_file_that_cannot_be_kept_loses_nothing_and_leaves_nothing_half_done(
    known: Site, name: str, content: bytes, said: str
) -> None:
    sent = send(known, ("good.png", picture()), (name, content))
    assert sent.status_code == 422
    assert f"“{name}”" in sent.text
    assert said in sent.text
    assert "Please choose the screenshots again." in sent.text
    assert THERE in sent.text
    for kind in (Incident, Screenshot):
        assert not known.session.scalars(sa.select(kind)).all()
    assert "incident:recorded" not in known.audited()


def test_more_than_six_files_are_too_many(known: Site) -> None:
    sent = send(known, *((f"{number}.png", picture()) for number in range(7)))
    assert (sent.status_code, "Choose at most 6." in sent.text) == (422, True)
    assert send(known, *((f"{number}.png", picture()) for number in range(6))).status_code == 303


def test_a_screenshot_is_kept_without_where_and_with_what_it_was_taken(known: Site) -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "SecretCamera", 6
    exif.get_ifd(0x8825)[1] = "N"
    taken = picture("JPEG", (40, 30), exif=exif, comment=b"SecretNote")
    assert b"SecretCamera" in taken
    assert send(known, ("telephone.jpg", taken)).status_code == 303
    kept = known.session.scalars(sa.select(Screenshot)).one()
    assert b"Secret" not in kept.image
    with Image.open(BytesIO(kept.image)) as opened:
        assert not opened.getexif()
        assert opened.size == (kept.width, kept.height) == (30, 40)  # the camera was held upright
    assert kept.original_sha256 == hashlib.sha256(taken).hexdigest()
    assert kept.sha256 == hashlib.sha256(kept.image).hexdigest()


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "RGB", "RGBA"])
def test_a_png_of_every_make_is_kept(known: Site, mode: str) -> None:
    assert send(known, ("a.png", picture(mode=mode))).status_code == 303


def test_a_screenshot_is_shown_as_a_picture_and_nothing_else(known: Site) -> None:
    send(known, ("<script>.png", picture()))
    shot = known.session.scalars(sa.select(Screenshot)).one()
    path = f"/moderation/screenshots/{shot.id}"
    shown = known.get(path, "deputy")
    assert (shown.status_code, shown.data, shown.mimetype) == (200, shot.image, "image/png")
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert shown.headers["Cache-Control"] == "private, no-store"
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert "script" not in shown.headers["Content-Disposition"]
    assert known.get(path, "asha").status_code == 403
    assert known.get(path, "mo").status_code == 403
    assert known.app.test_client().get(path).status_code == 401
    assert known.get("/moderation/screenshots/999", "deputy").status_code == 404


@pytest.mark.both_engines
@pytest.mark.parametrize(
    "table", ["moderation_incident", "moderation_incident_conflict", "moderation_screenshot"]
)
def test_evidence_from_elsewhere_only_grows(known: Site, table: str) -> None:
    send(known, ("a.png", picture()))
    for statement in (f"UPDATE {table} SET id = id + 1", f"DELETE FROM {table}"):
        with pytest.raises(DBAPIError, match="evidence"):
            known.session.execute(sa.text(statement))
        known.session.rollback()


@pytest.mark.both_engines
def test_the_same_is_put_on_record_once(known: Site) -> None:
    assert send(known).status_code == 303
    again = send(known)
    assert again.status_code == 409
    assert "Head has already recorded this" in again.text
    assert len(known.session.scalars(sa.select(Incident)).all()) == 1


def test_whatsapp_needs_no_address(site: Site) -> None:
    assert record(site, venue="whatsapp", address="").address == ""


def test_nobody_records_or_judges_what_is_about_them_or_what_they_reported(site: Site) -> None:
    with pytest.raises(ConflictOfInterest):
        record(site, about="head")
    site.session.rollback()
    site.people.names_to_ids["Mrs Hale"] = "deputy"
    named, told = record(site), record(site, reporter="Head", text=THERE + " Again.")
    for incident, by in ((named, "deputy"), (told, "head")):
        with pytest.raises(ConflictOfInterest):
            find_elsewhere(site, incident, by=by)
        site.session.rollback()
    page = site.get("/moderation/people/asha", "deputy").text
    assert THERE not in page
    assert "more are for someone else" in page
    finding = find_elsewhere(site, named)
    assert THERE[:20] not in site.get("/moderation/people/asha", "deputy").text
    with pytest.raises(ConflictOfInterest):
        take(site, "removal_request", finding, by="deputy")


def test_what_names_an_admin_is_no_picture_for_them_either(known: Site) -> None:
    known.people.names_to_ids["Mrs Hale"] = "deputy"
    send(known, ("a.png", picture()))
    shot = known.session.scalars(sa.select(Screenshot)).one()
    assert known.get(f"/moderation/screenshots/{shot.id}", "deputy").status_code == 404
    assert known.get(f"/moderation/screenshots/{shot.id}", "head").status_code == 200


def test_who_told_the_school_never_reaches_the_parent(site: Site) -> None:
    incident = record(site)
    finding = find_elsewhere(site, incident)
    take(site, "informal_discussion")
    take(site, "removal_request", finding)
    urgent = {"override_code": "other", "override_reason": ENOUGH}
    agree(site, take(site, "written_warning", finding, **urgent))
    agree(site, take(site, "host_complaint", finding, **urgent))
    letters = site.session.scalars(sa.select(Notice)).all()
    assert len(letters) == 4
    said = [letter.subject + letter.body for letter in letters]
    said += [f"{subject} {body}" for _, subject, body, _ in site.people.told]
    said += [str(entry.detail) for entry in site.session.scalars(sa.select(AuditEntry))]
    site.people.permissions["asha"] = site.people.permissions["head"]
    said += [site.get(path, "asha").text for path in ("/moderation/people/asha", "/moderation/people")]
    for words in said:
        assert REPORTER not in words
        assert SEEN_HOW not in words
    assert REPORTER in site.get("/moderation/people/asha", "head").text


def test_a_letter_says_where_it_was_and_to_delete_it_there(site: Site) -> None:
    finding = find_elsewhere(site, record(site))
    take(site, "removal_request", finding)
    letter = site.session.scalars(sa.select(Notice)).one()
    assert f"you wrote on Facebook ({ADDRESS}): “" in letter.body
    assert "delete it there and tell us" in letter.body
    assert "Use Edit or Delete" not in letter.body
    assert "wrote here" not in letter.body


def test_us_21_what_was_posted_elsewhere_limits_nobody_and_the_other_site_is_written_to(
    site: Site, time_machine: Time
) -> None:
    first = find_elsewhere(site, record(site))
    take(site, "informal_discussion")
    request = take(site, "removal_request", first)
    services.record_answer(
        site.moderation,
        request.id,
        admin=site.people.actor("head"),
        outcome=Outcome.REFUSED,
        note="No.",
    )
    time_machine.shift(timedelta(days=2))
    further = find_elsewhere(site, record(site))
    take(site, "written_warning", first)
    for kind in ("restrict", "block", "interim_restriction"):
        with pytest.raises(Refused) as refusal:
            take(site, kind, further, override_reason=ENOUGH)
        assert "venue_this_forum" in refusal.value.missing
        assert "H4" in refusal.value.problems["measure"]
        site.session.rollback()
    page = site.get("/moderation/people/asha", "head").text
    assert f'value="{ADDRESS}"' in page.split('data-measure="host_complaint"')[1]
    letter = take(site, "host_complaint", further)
    assert letter.approved_at is not None
    assert not site.moderation.limits_for("asha").restrictions


def test_what_a_child_wrote_counts_against_no_parent(site: Site, time_machine: Time) -> None:
    incident = record(site, written_by=WrittenBy.CHILD, child_reference="P-104")
    finding = find_elsewhere(site, incident)
    with pytest.raises(Refused) as refusal:
        take(site, "written_warning", finding, override_reason=ENOUGH)
    assert "own_act" in refusal.value.missing
    site.session.rollback()
    take(site, "informal_discussion")
    request = take(site, "removal_request", finding)
    services.record_answer(
        site.moderation, request.id, admin=site.people.actor("head"), outcome=Outcome.REFUSED, note=""
    )
    time_machine.shift(timedelta(days=1))
    find_elsewhere(site, record(site, written_by=WrittenBy.CHILD))
    gate = services.case_of(site.moderation, "asha").gate
    assert gate.missing == ("asked", "refused", "continued")
    letter = site.session.scalars(sa.select(Notice).where(Notice.template == "removal_request")).one()
    assert "this was posted on Facebook" in letter.body
    assert "P-104" not in letter.body


def test_what_a_child_wrote_counts_once_the_head_says_why_and_a_second_agrees(site: Site) -> None:
    incident = record(site, written_by=WrittenBy.CHILD)
    with pytest.raises(Refused) as short:
        find_elsewhere(site, incident, counts_why="Because.")
    assert "counts_why" in short.value.problems
    site.session.rollback()
    finding = find_elsewhere(site, incident, counts_why="She typed it out for him and said so herself.")
    assert finding.takes_two
    assert not services.case_of(site.moderation, "asha").findings
    deputy = site.people.actor("deputy")
    services.confirm_finding(site.moderation, finding.id, admin=deputy, reason="She told me so.")
    facts = services.case_of(site.moderation, "asha").facts
    assert [fact.is_own_act for fact in facts.findings] == [True]


def test_somebody_without_an_account_has_a_page_and_only_the_other_site_is_written_to(
    site: Site,
) -> None:
    page = site.get("/moderation/incidents/new?name=Aunt+Joan", "head").text
    assert "Somebody without an account here" in page
    new = "/moderation/incidents/new"
    nobody = send(site, path=new, person_name="Aunt Joan", person="")
    assert (nobody.status_code, "Choose whose account it is" in nobody.text) == (422, True)
    sent = send(site, ("a.png", picture()), path=new, person_name="Aunt Joan", person="nobody")
    assert sent.status_code == 303
    incident = site.session.scalars(sa.select(Incident)).one()
    case = services.case_of(site.moderation, incident.person_id)
    assert case.name == "Aunt Joan"
    assert {step.kind.value for step in case.steps} == {
        *("legal_advice", "police_referral", "host_complaint")
    }
    assert "They have no account here." in site.get(sent.location, "head").text
    finding = find_elsewhere(site, incident)
    with pytest.raises(Refused) as refusal:
        take(site, "written_warning", finding, person=incident.person_id, override_reason=ENOUGH)
    assert "no account" in refusal.value.problems["measure"]
    site.session.rollback()
    given = {"person": incident.person_id, "override_reason": ENOUGH}
    letter = agree(site, take(site, "host_complaint", finding, **given))
    assert (letter.tells, letter.reference) == (False, None)
    assert not site.session.scalars(sa.select(Notice)).all()
    assert "Aunt Joan" in site.get("/moderation/people", "head").text


def test_a_parent_who_never_wrote_here_is_found_by_name(site: Site) -> None:
    assert site.get("/moderation/people/cara", "head").status_code == 404
    page = site.get("/moderation/incidents/new?name=Cara", "head").text
    assert '<option value="cara">Cara</option>' in page
    sent = send(site, path="/moderation/incidents/new", person_name="Cara", person="cara")
    assert (sent.status_code, sent.location) == (303, "/moderation/people/cara")
    assert site.get("/moderation/people/cara", "head").status_code == 200


def test_recording_is_for_admins(site: Site) -> None:
    for path in ("/moderation/incidents/new", "/moderation/people/asha/incidents"):
        assert site.post(path, "mo", **FIELDS).status_code == 403
        assert site.post(path, "asha", **FIELDS).status_code == 403


def test_an_incident_before_every_version_of_the_policy_goes_by_the_first(site: Site) -> None:
    found = record(site, posted_at=clock.now() - timedelta(days=700))
    assert found.policy_hash == site.moderation.policy.hash

"""Further screenshots of something on record: beside what is there, with who added them and when."""

import hashlib
import io
import json
import zipfile
from contextlib import closing
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from werkzeug.test import EnvironBuilder, TestResponse

from moderation import clock
from moderation.cases.incidents.models import Incident, Screenshot
from moderation.records.models import AuditEntry
from tests.moderation.cases import elsewhere
from tests.moderation.cases.elsewhere import THERE, picture, record
from tests.moderation.conftest import Site

FIRST, SECOND = picture(), picture(size=(60, 50))


@pytest.fixture
def incident(site: Site) -> Incident:
    """Something Asha posted elsewhere, on record without a picture."""
    return record(site)


def add(site: Site, incident_id: int, *files: tuple[str, bytes], by: str = "head") -> TestResponse:
    """The form of the case page, with these files."""
    asked = EnvironBuilder(
        path=f"/moderation/incidents/{incident_id}/screenshots",
        method="POST",
        headers={"X-Person": by},
        data={"screenshots": [(io.BytesIO(content), name) for name, content in files]},
    ).get_environ()
    # What is large is sent from a file, which nobody else closes.
    with closing(asked["wsgi.input"]):
        return site.app.test_client().open(asked)


def shots(site: Site) -> list[Screenshot]:
    site.session.expire_all()
    return list(site.session.scalars(sa.select(Screenshot).order_by(Screenshot.id)))


@pytest.mark.both_engines
def test_a_further_screenshot_stands_beside_the_first_with_who_and_when(
    site: Site, incident: Incident, time_machine: object
) -> None:
    assert add(site, incident.id, ("a.png", FIRST)).status_code == 303
    time_machine.move_to(clock.now() + timedelta(hours=2))  # type: ignore[attr-defined]
    assert add(site, incident.id, ("b.png", SECOND), by="deputy").status_code == 303
    first, second = shots(site)
    assert (first.added_by_name, second.added_by_name) == ("Head", "Deputy")
    assert second.original_sha256 == hashlib.sha256(SECOND).hexdigest()
    assert second.sha256 == hashlib.sha256(second.image).hexdigest()
    entry = site.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert (entry.action, entry.actor_name) == ("incident:screenshots_added", "Deputy")
    assert entry.detail["screenshots"] == [second.sha256]
    page = site.get("/moderation/people/asha", by="head").text
    assert page.count("<img ") == 2
    assert "Screenshots were added to what was posted on Facebook" in page
    assert second.sha256 in page
    for statement in (
        "UPDATE moderation_screenshot SET added_by_name = 'X'",
        "DELETE FROM moderation_screenshot",
    ):
        with pytest.raises(DBAPIError, match="evidence"):
            site.session.execute(sa.text(statement))
        site.session.rollback()


def test_the_evidence_pack_has_it_with_who_added_it(site: Site, incident: Incident) -> None:
    add(site, incident.id, ("a.png", FIRST))
    [shot] = shots(site)
    asked = {"recipient": "The police", "purpose": "They asked for it."}
    sent = site.post("/moderation/people/asha/evidence", by="head", **asked)
    assert sent.status_code == 200
    with zipfile.ZipFile(io.BytesIO(sent.data)) as pack:
        kept = pack.read(f"elsewhere/{incident.id}-{shot.id}.png")
        about = json.loads(pack.read(f"elsewhere/{incident.id}.json"))
    assert hashlib.sha256(kept).hexdigest() == shot.sha256
    assert about["pictures"][0]["added_by"] == "Head"
    assert about["pictures"][0]["as_it_came_sha256"] == hashlib.sha256(FIRST).hexdigest()


def test_the_same_file_is_kept_once(site: Site, incident: Incident) -> None:
    assert add(site, incident.id, ("a.png", FIRST), ("again.png", FIRST)).status_code == 303
    again = add(site, incident.id, ("a.png", FIRST))
    assert again.status_code == 409
    assert "on record already" in again.text
    assert add(site, incident.id, ("a.png", FIRST), ("b.png", SECOND)).status_code == 303
    assert len(shots(site)) == 2


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.png", b"", "is empty"),
        ("words.png", b"Only words.", "no picture we can read"),
        ("renamed.png", elsewhere.zip_file(), "no picture we can read"),
        ("drawing.svg", elsewhere.SVG, "no picture we can read"),
        ("bomb.png", elsewhere.bomb(), "more than 40 million dots"),
        ("large.png", picture() + b"\0" * (40 * 1024 * 1024), "larger than 10 MB"),
    ],
)
def test_a_file_that_cannot_be_kept_adds_nothing(
    site: Site, incident: Incident, name: str, content: bytes, said: str
) -> None:
    sent = add(site, incident.id, ("good.png", FIRST), (name, content))
    assert sent.status_code == 422
    assert said in sent.text
    assert f"“{name}”" in sent.text
    assert f'id="more-{incident.id}-screenshots-problem"' in sent.text
    assert shots(site) == []
    assert "incident:screenshots_added" not in site.audited()


def test_no_file_and_too_many_are_said_at_the_field(site: Site, incident: Incident) -> None:
    none = add(site, incident.id)
    assert (none.status_code, "Choose at least one file." in none.text) == (422, True)
    seven = add(site, incident.id, *((f"{n}.png", picture(size=(40 + n, 30))) for n in range(7)))
    assert (seven.status_code, "Choose at most 6." in seven.text) == (422, True)
    assert shots(site) == []


@pytest.mark.parametrize("by", ["mo", "dsl", "asha"])
def test_adding_is_for_those_who_record(site: Site, incident: Incident, by: str) -> None:
    sent = add(site, incident.id, ("a.png", FIRST), by=by)
    assert sent.status_code == 403
    assert THERE not in sent.text
    assert shots(site) == []


def test_whom_it_names_adds_nothing_and_learns_nothing(site: Site) -> None:
    site.people.names_to_ids["Mr Deputy"] = "deputy"
    named = record(site, text="Mr Deputy is a useless waste of space.")
    for incident_id, by in ((named.id, "deputy"), (999, "head")):
        sent = add(site, incident_id, ("a.png", FIRST), by=by)
        assert sent.status_code == 404
        assert "useless" not in sent.text
    assert shots(site) == []

"""The school of the stories: who is who, and what each of them does, always through the pages."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from forum.accounts import roll
from forum.accounts.models import RollEntry, User
from forum.boards.models import Post
from forum.extensions import db, moderation
from forum.notifications.models import Mail
from moderation import clock
from moderation.cases.models import Finding, Measure
from moderation.notices.models import Notice
from moderation.records.models import AuditEntry
from moderation.review.models import Submission
from tests import factories
from tests.factories import Person

Kept = TypeVar("Kept", Post, Submission, Finding, Measure, Notice)
ROLL = b"""role,title,given_name,family_name,known_as,year_group,job
staff,Mrs,Helen,Hargreaves,,,Head teacher
staff,Mrs,Judith,Hale,,Year 5,Class teacher
staff,Miss,Olivia,Lee,,Year 2,Class teacher
pupil,,Alfie,Brook,,Year 5,
"""
SNEER = "Mrs Hale is a useless waste of space and a bitch."
WORDS = "useless waste of space"
THREAT = "I will kill Mrs Hale if she does that again."
CLEAN = "Is PE on Friday this week?"
ENOUGH = "The head and the chair talked it over and agreed to go straight to this."
_CAST: dict[str, tuple[str, list[str], list[str]]] = {
    "asha": ("Asha Nair", ["parent"], ["Year 2", "Year 5"]),
    "ben": ("Ben Holloway", ["parent"], ["Year 5"]),
    "cara": ("Cara Holloway", ["parent"], ["Year 5"]),
    "dev": ("Dev Malik", ["parent", "moderator"], ["Year 5"]),
    "mo": ("Mo Khan", ["moderator"], []),
    "nia": ("Nia Price", ["moderator"], []),
    "ada": ("Ada Dobson", ["admin"], []),
    "hd": ("Helen Hargreaves", ["admin", "headteacher"], []),
    "dsl": ("Ruth Castle", ["safeguarding_lead"], []),
    "clk": ("Sandra Office", ["admin"], []),
    "dpl": ("Paula Reed", ["data_protection_lead"], []),
    "gov": ("Farida Rahman", ["appeals_officer"], []),
}
_WHOLE: dict[str, dict[str, object]] = {
    "informal_discussion": {"outcome": "held"},
    "removal_request": {},
    "written_warning": {
        "concerns": "We are concerned about two posts.",
        "warning": "Please do not post like this again.",
        "removal_request": "Both of them.",
    },
    "interim_restriction": {
        "limits": ["premoderate"],
        "override_code": "threat_of_violence",
        "override_reason": "It cannot wait until he has been heard.",
    },
    "restrict": {
        "limits": ["premoderate", "no_new_topics"],
        "necessity": "A warning was not enough.",
    },
    "block": {"necessity": "A limit would not be enough."},
    "host_complaint": {
        "address": "https://www.facebook.com/groups/milverton/posts/1",
        "quote": WORDS,
        "rule": "No bullying",
    },
}


@dataclass
class School:
    """Everybody of the stories, each with a browser of their own."""

    app: Flask
    people: dict[str, Person] = field(default_factory=dict)
    _browsers: dict[str, FlaskClient] = field(default_factory=dict)

    def as_(self, who: str) -> FlaskClient:
        """The browser somebody is signed in with."""
        if who not in self._browsers:
            self._browsers[who] = self.another_browser_of(who)
        return self._browsers[who]

    def another_browser_of(self, who: str, **fields: object) -> FlaskClient:
        """A further browser in which somebody signs in."""
        client, person = self.app.test_client(), self.people[who]
        path, given = "/sign-in", {"email": person.email, "password": person.password}
        assert client.post(path, data={**given, **fields}).status_code == 303
        return client

    def post(self, who: str, body: str, *, title: str = "A question", board: str = "general") -> int:
        """Somebody starts a topic; the id of its post."""
        sent = self.as_(who).post(f"/boards/{board}/new", data={"title": title, "body": body})
        assert sent.status_code == 303, sent.text
        return self.newest(Post).id

    def state(self, who: str, post_id: int) -> str:
        """The state of a post as its author's own page says it."""
        page = self.as_(who).get(f"/me/posts/{post_id}").text
        found = re.search(r'data-state="(\w+)"', page)
        return found[1] if found else "not there"

    def decide(self, who: str, kind: str, submission: int | None = None, **fields: str) -> TestResponse:
        """Somebody decides on the newest submission, with all that the form asks for."""
        found = self.submission(submission)
        said = {"category": "offensive", "reason": "Please put it kindly."} if kind != "publish" else {}
        return self.as_(who).post(
            f"/moderation/submissions/{found.id}/decide",
            data={"decision": kind, "version": found.revision, **said, **fields},
        )

    def submission(self, id_: int | None = None) -> Submission:
        """One submission as it stands now; the newest if none is named."""
        if id_ is None:
            return self.newest(Submission)
        with self.app.app_context():
            return db.session.get_one(Submission, id_)

    def found(self, who: str = "ben", body: str = SNEER, by: str = "hd") -> int:
        """Somebody posts this, and a finding about it is recorded; its id."""
        self.post(who, body)
        sent = self.record_finding(who, by, submission=self.newest(Submission).id)
        assert sent.status_code == 303, sent.text
        return self.newest(Finding).id

    def record_finding(self, who: str, by: str = "hd", **fields: object) -> TestResponse:
        """The form of a finding about what somebody wrote, sent."""
        whole = {
            "category": "offensive",
            "words": WORDS,
            "detriment": "staff",
            "reason": "It runs her down.",
            "translation": "not_needed",
        }
        path = f"/moderation/people/{self.people[who].id}/findings"
        return self.as_(by).post(path, data={**whole, **fields})

    def take(
        self, kind: str, *findings: int, who: str = "ben", by: str = "hd", **fields: object
    ) -> TestResponse:
        """The form of a step of the ladder, sent with all that the step needs."""
        whole = {"measure": kind, "findings": list(findings), "reason": f"About the {kind}."}
        path = f"/moderation/people/{self.people[who].id}/measures"
        sent = {**whole, **_WHOLE[kind], **_dates(kind), **fields}
        return self.as_(by).post(path, data=sent)

    def took(self, kind: str, *findings: int, who: str = "ben", by: str = "hd", **fields: object) -> int:
        """The same, which has to succeed; the id of the measure."""
        sent = self.take(kind, *findings, who=who, by=by, **fields)
        assert sent.status_code == 303, problems(sent)
        return self.newest(Measure).id

    def act(self, name: str, measure: int, by: str = "hd", **fields: str) -> TestResponse:
        """Something done with a measure: approve, record, lift, reverse, reply, appeal."""
        sent = {"reason": "That is what we decided.", **fields}
        return self.as_(by).post(f"/moderation/measures/{measure}/{name}", data=sent)

    def warned(self, time: object, who: str = "ben") -> int:
        """Talked, asked, refused, went on, warned. The id of the finding that no warning rests on."""
        first = self.found(who)
        self.took("informal_discussion", who=who)
        request = self.took("removal_request", first, who=who)
        refused = self.act("record", request, outcome="refused", reason="He says it is true.")
        assert refused.status_code == 303
        time.shift(timedelta(days=2))  # type: ignore[attr-defined]
        further = self.found(who, f"{SNEER} Again.")
        self.took("written_warning", first, who=who)
        return further

    def limited(self, kind: str, finding: int, who: str = "ben", **fields: object) -> int:
        """A restriction or block as it comes into force: proposed, answered, agreed to."""
        measure = self.took(kind, finding, who=who, **fields)
        assert (
            self.act("reply", measure, heard_by="phone", text="It was only a joke.").status_code == 303
        )
        agreed = self.act("approve", measure, by="ada")
        assert agreed.status_code == 303, problems(agreed)
        return measure

    def newest(self, kind: type[Kept]) -> Kept:
        """The newest of these."""
        with self.app.app_context():
            found = db.session.scalars(sa.select(kind).order_by(kind.id.desc()).limit(1)).one()
            db.session.expunge_all()
            return found

    def count(self, kind: type[object], *where: sa.ColumnElement[bool]) -> int:
        """How many of these there are."""
        with self.app.app_context():
            query = sa.select(sa.func.count()).select_from(kind).where(*where)
            return db.session.scalar(query) or 0

    def notices(self, who: str) -> list[Notice]:
        """What somebody was told, newest first."""
        with self.app.app_context():
            wanted = sa.select(Notice).where(Notice.recipient_id == str(self.people[who].id))
            return list(db.session.scalars(wanted.order_by(Notice.id.desc())))

    def mails(self, who: str) -> list[Mail]:
        """The mails to somebody, oldest first."""
        with self.app.app_context():
            wanted = sa.select(Mail).where(Mail.to_address == self.people[who].email)
            return list(db.session.scalars(wanted.order_by(Mail.id)))

    def audited(self) -> list[str]:
        """What the log says was done, oldest first."""
        with self.app.app_context():
            return list(db.session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.id)))

    def case_page(self, who: str = "ben", by: str = "hd") -> str:
        """Somebody's case as an admin reads it."""
        return self.as_(by).get(f"/moderation/people/{self.people[who].id}").text


def open_school(app: Flask) -> School:
    """The school with everybody in it, three boards, and the head and the teachers on the roll."""
    school = School(app)
    for who, (name, roles, years) in _CAST.items():
        school.people[who] = factories.make_user(name, roles=roles, years=years)
    factories.make_board("general")
    for year in ("Year 2", "Year 5"):
        factories.make_board(year.lower().replace(" ", "-"), year_group=year)
    with app.app_context():
        roll.replace_roll(roll.people_in(ROLL), admin=None)
        head = db.session.scalars(
            sa.select(RollEntry).where(RollEntry.family_name == "Hargreaves")
        ).one()
        db.session.get_one(User, school.people["hd"].id).roll_entry_id = head.id
        db.session.commit()
    return school


def _dates(kind: str) -> dict[str, str]:
    def day(days: int) -> str:
        today = clock.now().astimezone(moderation.policy.school.zone).date()
        return (today + timedelta(days=days)).isoformat()

    return {
        "interim_restriction": {"ends_at": day(5)},
        "restrict": {"ends_at": day(20)},
        "block": {"ends_at": day(60), "review_at": day(30)},
    }.get(kind, {})


def missing_of(page: str, kind: str) -> list[str]:
    """What the ladder says is missing for a step."""
    found = re.search(rf'data-measure="{kind}" data-available="\w+" data-missing="([^"]*)"', page)
    assert found, f"the ladder has no {kind}"
    return found[1].split()


def problems(answer: TestResponse) -> Iterable[str]:
    """What a page says has to be mended."""
    return re.findall(r'class="field-problem"[^>]*>([^<]*)<', answer.text)

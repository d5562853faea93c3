"""A tiny site with moderation plugged in, on a database as the migrations leave it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import scoped_session, sessionmaker
from werkzeug.test import TestResponse

from moderation import Moderation, Subject
from moderation.permissions import Permission
from moderation.records.models import AuditEntry
from moderation.review.models import Submission
from tests.databases import Database
from tests.moderation.host import ALL, DECIDE, Notes, Townsfolk

FIRST_LOOK = DECIDE | {Permission.SUBMISSION_TRIAGE}


@dataclass
class Site:
    """The tiny site and everything a test asks of it."""

    app: Flask
    moderation: Moderation
    notes: Notes
    people: Townsfolk
    session: "scoped_session[sa.orm.Session]"
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    def submit(self, text: str, author: str = "asha", **note: object) -> Submission:
        """A new note by somebody, offered for publication."""
        subject = self.notes.new(str(next(self.numbers)), **note)
        return self.again(subject, text, author)

    def again(self, subject: Subject, text: str, author: str = "asha") -> Submission:
        """Another version of a note."""
        submission = self.moderation.submit(subject, text, author=self.people.actor(author))
        self.session.commit()
        return submission

    def get(self, path: str, by: str = "mo") -> TestResponse:
        """A page as somebody sees it."""
        return self.app.test_client().get(path, headers={"X-Person": by})

    def post(self, path: str, by: str = "mo", **fields: object) -> TestResponse:
        """What a form gives when somebody sends it."""
        return self.app.test_client().post(path, data=fields, headers={"X-Person": by})

    def decide(
        self, submission: Submission, kind: str, by: str = "mo", **fields: object
    ) -> TestResponse:
        """The form of a card, as somebody who has it open sends it."""
        path = f"/moderation/submissions/{submission.id}/decide"
        sent = {"version": submission.revision, "decision": kind, **fields}
        if kind in ("send_back", "decline", "redirect"):
            sent = {"category": "offensive", "reason": "Please put it more kindly.", **sent}
        return self.post(path, by, **sent)

    def told(self, person: str) -> list[str]:
        """The subjects of what somebody was mailed, oldest first; not those of their own notices."""
        return [
            subject for to, subject, _, path in self.people.told if to == person and "/me/" not in path
        ]

    def audited(self) -> list[str]:
        """What the log says was done, oldest first."""
        return list(self.session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.id)))

    def shown(self, submission: Submission) -> str | None:
        """The words readers see of this note now."""
        return self.notes.kept[submission.subject_id].shown


@pytest.fixture
def site(database: Database) -> Iterator[Site]:
    """Asha and Ben write; Mo and Nia decide; Dsl looks first; Head and Deputy do everything."""
    migrated = database.fresh_app()
    engine = sa.create_engine(migrated.config["SQLALCHEMY_DATABASE_URI"])
    session = scoped_session(sessionmaker(engine))
    app = Flask("tiny", instance_path=migrated.instance_path)
    app.config.update(TESTING=True, SECRET_KEY="tiny", WTF_CSRF_ENABLED=False)
    notes = Notes()
    people = Townsfolk(
        permissions={
            "mo": DECIDE,
            "nia": DECIDE,
            "dsl": FIRST_LOOK,
            "head": ALL,
            "deputy": ALL,
        }
    )
    moderation = Moderation()
    moderation.init_app(app, session=session, content=[notes], people=people)
    with app.test_request_context():
        moderation.record_policy()
        session.commit()
        yield Site(app, moderation, notes, people, session)
    session.remove()
    engine.dispose()

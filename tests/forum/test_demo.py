"""The demo school is played through the same doors as a real one, and is fit to show a head."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from forum import demo
from forum.accounts.models import User
from forum.boards.models import Post
from forum.channels.models import Concern
from forum.config import DEMO_DOMAIN
from forum.extensions import db, moderation
from moderation import clock
from moderation.appeals.models import Appeal
from moderation.cases.incidents.models import Incident, Screenshot
from moderation.cases.models import Measure
from moderation.records import audit
from moderation.records.consistency import differences
from moderation.review.models import MatchRecord, Submission
from moderation.safeguarding.models import Worry
from tests import factories


@pytest.fixture
def words_decide() -> None:
    """The demo school is screened as a real one is."""


@pytest.fixture
def school(app: Flask):
    """The demo school in a database of its own, played once."""
    with app.app_context():
        demo.load()
        yield app


@pytest.mark.both_engines
def test_the_demo_school_is_a_few_weeks_of_real_life(school: Flask) -> None:
    authors = sa.select(sa.func.count(sa.distinct(Post.author_id)))
    first, last = db.session.execute(
        sa.select(sa.func.min(Post.created_at), sa.func.max(Post.created_at))
    ).one()
    assert db.session.scalar(sa.select(sa.func.count(Post.id))) >= 300
    assert db.session.scalar(authors) >= 30
    assert last - first > timedelta(weeks=3)
    assert last <= clock.now()

    waiting = db.session.execute(
        sa.select(Submission.route, sa.func.count())
        .where(Submission.due_at.is_not(None))
        .group_by(Submission.route)
    )
    assert {route.value: count for route, count in waiting}.keys() == {"urgent", "triage", "hold"}
    assert db.session.scalar(sa.select(sa.func.count()).where(MatchRecord.category == "unscreened")) == 0

    assert differences(moderation)[0] == []
    assert audit.verify(db.session).problem == ""


def test_the_demo_school_shows_how_far_the_procedure_has_gone(school: Flask) -> None:
    stands = sa.select(Measure.kind, Measure.state, Measure.person_name).order_by(Measure.id)
    heavy = [tuple(row) for row in db.session.execute(stands) if row.kind == "restrict"]
    assert heavy == [
        ("restrict", "decided", "Vicky Brook"),
        ("restrict", "proposed", "Usman Hussain"),
    ]
    appeal = db.session.scalars(sa.select(Appeal)).one()
    assert (appeal.outcome, appeal.measure.person_name) == (None, "Vicky Brook")
    assert [*db.session.scalars(sa.select(Incident.person_name))] == ["Wendy Pickup"]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Screenshot)) == 1
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Worry)) == 1
    waiting = sa.select(sa.func.count()).where(Concern.closed_at.is_(None))
    assert db.session.scalar(waiting) >= 2
    for number in range(1, 6):
        person = db.session.scalars(
            sa.select(User).where(User.email == f"parent{number}@{DEMO_DOMAIN}")
        ).one()
        limits = moderation.limits_for(str(person.id))
        assert (limits.block, limits.restrictions) == (None, ())


def test_nothing_in_the_demo_school_is_crude(school: Flask) -> None:
    crude = sa.select(MatchRecord.words).where(
        MatchRecord.category.in_(("profanity", "protected", "obscene")),
        MatchRecord.detector == "words",
    )
    assert db.session.scalars(crude).all() == []


def test_the_demo_school_never_mixes_with_a_real_one(app: Flask) -> None:
    factories.make_user("Somebody Real")
    done = app.test_cli_runner().invoke(args=["forum", "demo"])
    assert done.exit_code == 1
    assert "already" in done.output
    quiet = app.test_cli_runner().invoke(args=["forum", "demo", "--if-empty"])
    assert (quiet.exit_code, quiet.output) == (0, "")


def test_production_never_loads_it(app: Flask) -> None:
    app.config["PRODUCTION"] = True
    done = app.test_cli_runner().invoke(args=["forum", "demo"])
    assert done.exit_code == 1
    assert "never loaded in production" in done.output
    with app.app_context():
        assert (
            db.session.scalar(sa.select(sa.func.count(User.id)).where(User.email.endswith(DEMO_DOMAIN)))
            == 0
        )

"""What moderation may know of the forum's people."""

import pytest
from flask import Flask

from forum.accounts import ForumPeople, queries, roll
from forum.accounts.models import RollEntry, User
from forum.extensions import db
from forum.notifications.models import Mail
from forum.permissions import Role
from moderation import Permission
from tests import factories
from tests.factories import Person

ROLL = b"""role,title,given_name,family_name,known_as,year_group,job
staff,Mrs,Samina,Akhtar,Mrs A,Year 1,Class teacher
staff,Mr,Daniel,Wise,,,Deputy head teacher
pupil,,Ravi,Patel,,Year 2,
"""

pytestmark = pytest.mark.both_engines


def with_roll(app: Flask, person: Person, family_name: str) -> None:
    """The roll is in use and this person is the one of that name on it."""
    roll.replace_roll(roll.people_in(ROLL), admin=None)
    entry = db.session.query(RollEntry).filter_by(family_name=family_name).one()
    db.session.get_one(User, person.id).roll_entry_id = entry.id
    db.session.commit()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Mrs Akhtar was lovely with my son.", True),
        ("Samina Akhtar was lovely.", True),
        ("I think Sam From Office decides too slowly.", True),
        ("i think sam from  office decides too slowly", True),
        ("Sam is a good name.", False),
        ("Ravi Patel is my son.", False),
        ("The cake stall needs hands.", False),
    ],
)
@pytest.mark.parametrize("role", ["moderator", "parent"])
def test_somebody_named_by_roll_or_by_display_name_is_found(
    app: Flask, text: str, named: bool, role: str
) -> None:
    moderator = factories.make_user("Sam from Office", roles=[role])
    with app.app_context():
        with_roll(app, moderator, "Akhtar")
        assert ForumPeople().named_in(text) == ({str(moderator.id)} if named else set())


def test_a_display_name_of_one_word_counts_only_with_its_capital(app: Flask) -> None:
    moderator = factories.make_user("Will", roles=["moderator"])
    with app.app_context():
        assert ForumPeople().named_in("I will bake a cake") == set()
        assert ForumPeople().named_in("Ask Will about it") == {str(moderator.id)}


def test_deciders_are_all_who_hold_the_permission_and_have_not_left(app: Flask) -> None:
    lead = factories.make_user(roles=["parent", "safeguarding_lead"])
    gone = factories.make_user(roles=["admin"])
    factories.make_user(roles=["moderator"])
    with app.app_context():
        left = db.session.get_one(User, gone.id)
        left.left_at = left.joined_at
        db.session.commit()
        people = ForumPeople()
        assert [p.id for p in people.holding(Permission.SUBMISSION_TRIAGE)] == [str(lead.id)]
        assert people.may(str(lead.id), Permission.SUBMISSION_TRIAGE)
        assert not people.may(str(gone.id), Permission.SUBMISSION_TRIAGE)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("permission", list(Permission))
def test_asking_about_a_person_and_listing_holders_agree(
    app: Flask, role: Role, permission: Permission
) -> None:
    person = factories.make_user(roles=[role])
    with app.app_context():
        people = ForumPeople()
        listed = str(person.id) in {actor.id for actor in people.holding(permission)}
        assert people.may(str(person.id), permission) is listed


@pytest.mark.parametrize("nobody", ["999", "", "abc", "1.1"])
def test_about_nobody_there_is_nothing_to_know(app: Flask, nobody: str) -> None:
    with app.app_context():
        people = ForumPeople()
        assert people.name_of(nobody) == "someone who has left"
        assert not people.may(nobody, Permission.QUEUE_READ)
        people.tell(nobody, "Hello", "There is a message.", "/me")
        assert db.session.query(Mail).count() == 0


def test_telling_somebody_queues_a_mail_with_a_full_address(app: Flask) -> None:
    parent = factories.make_user()
    with app.app_context():
        ForumPeople().tell(str(parent.id), "A\nmessage", "It is on the forum.", "/me/notices/3")
        mail = db.session.query(Mail).one()
        assert (mail.to_address, mail.subject) == (parent.email, "A message")
        assert "http://localhost/me/notices/3" in mail.body


def test_the_roll_s_version_changes_with_the_roll_even_if_it_is_the_same_again(app: Flask) -> None:
    with app.app_context():
        seen = {queries.roll_version()}
        for _ in range(2):
            roll.replace_roll(roll.people_in(ROLL), admin=None)
            db.session.commit()
            seen.add(queries.roll_version())
        assert len(seen) == 3
        assert [p.given_name for p in ForumPeople().roll()] == ["Daniel", "Samina", "Ravi"]


def test_an_account_stays_linked_to_whoever_has_its_name_on_a_new_roll(app: Flask) -> None:
    staying, going = factories.make_user(roles=["moderator"]), factories.make_user()
    with app.app_context():
        with_roll(app, staying, "Akhtar")
        wise = db.session.query(RollEntry).filter_by(family_name="Wise").one()
        db.session.get_one(User, going.id).roll_entry_id = wise.id
        db.session.commit()
        new = ROLL.replace(b"Wise", b"Wiser").replace(b"Year 1", b"Year 3")
        assert roll.replace_roll(roll.people_in(new), admin=None) == 1
        db.session.commit()
        entry = db.session.get_one(User, staying.id).roll_entry
        assert entry is not None
        assert entry.year_group == "Year 3"
        assert db.session.get_one(User, going.id).roll_entry_id is None

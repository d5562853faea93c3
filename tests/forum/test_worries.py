"""Worried about a child? The button on every post, and who reads what is told (US-28)."""

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from forum.accounts import roll
from forum.accounts.models import RollEntry, User
from forum.boards.models import Post
from forum.extensions import db
from forum.notifications.models import Mail
from moderation.review.models import Submission
from moderation.safeguarding.models import Worry
from tests import factories
from tests.factories import Person, Place
from tests.forum.pages import browser

ROLL = b"""role,title,given_name,family_name,known_as,year_group,job
staff,Mrs,Helen,Hargreaves,,,Head teacher
pupil,,Dylan,Ashworth,,Year 4,
"""
WORDS = "The child in it goes home to nobody. xylophone"


@pytest.fixture
def staff(app: Flask) -> dict[str, Person]:
    """A head who is on the roll, a safeguarding lead, the chair and a moderator."""
    people = {
        "head": factories.make_user("Helen Hargreaves", roles=["admin"]),
        "deputy": factories.make_user("Daniel Wise", roles=["admin"]),
        "dsl": factories.make_user("Ruth Castle", roles=["safeguarding_lead"]),
        "chair": factories.make_user("Farida Rahman", roles=["appeals_officer"]),
        "mo": factories.make_user("Mo Khan", roles=["moderator"]),
    }
    with app.app_context():
        roll.replace_roll(roll.people_in(ROLL), admin=None)
        head = db.session.query(RollEntry).filter_by(family_name="Hargreaves").one()
        db.session.get_one(User, people["head"].id).roll_entry_id = head.id
        db.session.commit()
    return people


def mailed(app: Flask) -> set[str]:
    """The addresses that were told of a worry about a child; no mail has the words."""
    with app.app_context():
        mails = db.session.scalars(sa.select(Mail)).all()
        assert all("xylophone" not in f"{mail.subject}{mail.body}" for mail in mails)
        return {mail.to_address for mail in mails if "child" in mail.subject}


def worry(client: FlaskClient, post_id: int, text: str = WORDS):
    """The form behind the button, sent."""
    return client.post(f"/posts/{post_id}/worry", data={"text": text})


@pytest.mark.both_engines
def test_us_28_a_parent_presses_the_button_on_a_post(
    app: Flask, asha: Person, ben: Person, general: Place, staff: dict[str, Person]
) -> None:
    post = factories.post_topic(asha, general, body="He walks home alone. quokka")
    parent = browser(app, ben)
    assert f"/posts/{post.id}/worry" in parent.get(f"/topics/{post.topic_id}").text
    assert "999" in parent.get(f"/posts/{post.id}/worry").text
    empty = worry(parent, post.id, " ")
    assert empty.status_code == 422
    assert "what worries you" in empty.text
    sent = worry(parent, post.id)
    assert (sent.status_code, sent.location) == (303, "/contact/child-at-risk/received")
    receipt = parent.get(sent.location).text
    with app.app_context():
        kept = db.session.scalars(sa.select(Worry)).one()
        assert kept.reference in receipt
        held = db.session.scalars(sa.select(Submission)).one()
        assert (held.rank, db.session.get_one(Post, post.id).state.value) == (0, "hidden")
    for number in ("999", "01632 960 001", "01632 960 002"):
        assert number in receipt
    assert mailed(app) == {staff[who].email for who in ("head", "deputy", "dsl")}
    moderator = browser(app, staff["mo"])
    for place in ("/moderation/", f"/moderation/submissions/{held.id}", "/search?q=walks"):
        page = moderator.get(place).text
        assert "quokka" not in page
        assert "xylophone" not in page
    assert "xylophone" in browser(app, staff["dsl"]).get(f"/moderation/submissions/{held.id}").text


@pytest.mark.both_engines
def test_us_28_about_the_head_the_chair_is_told_and_the_head_never(
    app: Flask, asha: Person, ben: Person, general: Place, staff: dict[str, Person]
) -> None:
    post = factories.post_topic(asha, general, body="He walks home alone. quokka")
    worry(browser(app, ben), post.id, "The headteacher shouts at him every day. xylophone")
    assert mailed(app) == {staff["chair"].email}
    with app.app_context():
        kept = db.session.scalars(sa.select(Worry)).one()
    addresses = (
        "/moderation/",
        f"/moderation/submissions/{kept.submission_id}",
        f"/moderation/worries/{kept.reference}",
        f"/moderation/people/{asha.id}",
    )
    for who in ("head", "deputy", "dsl", "mo"):
        pages = "".join(browser(app, staff[who]).get(address).text for address in addresses)
        assert "quokka" not in pages
        assert "xylophone" not in pages
    chair = browser(app, staff["chair"])
    assert "quokka" in chair.get("/moderation/").text
    assert "xylophone" in chair.get(addresses[2]).text


def test_one_s_own_post_and_what_is_not_there_have_no_button(
    app: Flask, asha: Person, ben: Person, general: Place
) -> None:
    post = factories.post_topic(asha, general)
    author = browser(app, asha)
    assert f"/posts/{post.id}/worry" not in author.get(f"/topics/{post.topic_id}").text
    assert worry(author, post.id).status_code == 403
    assert worry(browser(app, ben), 999).status_code == 404


@pytest.mark.parametrize(
    ("text", "readers"),
    [
        ("A boy in Year 4 has bruises. xylophone", {"head", "deputy", "dsl"}),
        ("Mrs Hargreaves hurt a boy in Year 4. xylophone", {"chair"}),
        ("Ask Ruth Castle why nothing was done. xylophone", {"head", "deputy"}),
    ],
)
def test_what_anybody_tells_without_signing_in_never_reaches_whom_it_names(
    app: Flask, client: FlaskClient, staff: dict[str, Person], text: str, readers: set[str]
) -> None:
    sent = client.post("/contact/child-at-risk", data={"name": "", "email": "", "text": text})
    assert sent.status_code == 303
    assert mailed(app) == {staff[who].email for who in readers}
    for who in ("head", "deputy", "dsl", "chair"):
        reader = browser(app, staff[who])
        page = reader.get("/admin/messages/1")
        assert page.status_code == (200 if who in readers else 404), who
        assert ("xylophone" in page.text) is (who in readers)
        assert ("/admin/messages/1" in reader.get("/admin/messages").text) is (who in readers)


def test_those_who_decide_find_their_connections_on_their_account_page(
    app: Flask, asha: Person, staff: dict[str, Person]
) -> None:
    moderator = browser(app, staff["mo"])
    assert "/moderation/connections" in moderator.get("/me/account").text
    assert "/moderation/connections" not in browser(app, asha).get("/me/account").text
    added = moderator.post("/moderation/connections", data={"name": asha.name, "kind": "friend"})
    assert added.status_code == 303
    admin = browser(app, staff["head"])
    colleague = f"/moderation/people/{staff['mo'].id}/connections"
    assert colleague in admin.get(f"/admin/people/{staff['mo'].id}").text
    assert asha.name in admin.get(colleague).text
    assert f"/people/{asha.id}/connections" not in admin.get(f"/admin/people/{asha.id}").text

"""Pictures in posts: only where a board takes them, looked at first, and for no other eyes."""

import re
from io import BytesIO

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from forum.boards.models import Board, Post
from forum.boards.picture_models import PostPicture
from forum.extensions import db, moderation
from moderation.review.models import Submission
from moderation.review.pictured import pictures_of
from tests import factories
from tests.factories import Person, Place
from tests.forum.pages import CLEAN, RUDE, articles, browser, count_of


def photo(size: tuple[int, int] = (2400, 1200), kind: str = "JPEG") -> bytes:
    """A photograph that says where it was taken."""
    exif = Image.Exif()
    exif[0x010E] = "Taken at 12 Secret Street"
    made = BytesIO()
    Image.new("RGB", size, "olive").save(made, kind, exif=exif)
    return made.getvalue()


def fields(
    image: bytes | None = None, *, alt: str = "The cake stall", **more: object
) -> dict[str, object]:
    given: dict[str, object] = {"title": "The fair", "body": CLEAN, "no_other_child": "y"}
    given |= {"picture_1": (BytesIO(photo() if image is None else image), "a.jpg"), "picture_1_alt": alt}
    return {**given, **more}


@pytest.fixture
def pictures(app: Flask, general: Place) -> Place:
    """The board for everyone, where posts may have pictures."""
    with app.app_context():
        db.session.get_one(Board, general.id).allows_images = True
        db.session.commit()
    return general


@pytest.fixture
def moderator(app: Flask) -> FlaskClient:
    return browser(app, factories.make_user(roles=["moderator"]))


def send(client: FlaskClient, **given: object) -> tuple[int, str]:
    answer = client.post("/boards/general/new", data=given, content_type="multipart/form-data")
    status, text = answer.status_code, answer.text
    # What is large is sent from a file, which nobody else closes.
    answer.request.environ["wsgi.input"].close()
    return status, text


def decide(moderator: FlaskClient, submission: int = 1, decision: str = "publish") -> None:
    path = f"/moderation/submissions/{submission}"
    version = re.search(r'data-version="(\d+)"', moderator.get(path).text)
    assert version
    given = {"decision": decision, "version": version[1], "reason": "It is fine."}
    assert moderator.post(f"{path}/decide", data=given).status_code == 303


@pytest.mark.both_engines
def test_a_picture_waits_for_a_person_is_seen_by_who_decides_and_then_by_readers(
    app: Flask, asha: Person, ben: Person, pictures: Place, moderator: FlaskClient
) -> None:
    author, reader = browser(app, asha), browser(app, ben)
    assert send(author, **fields())[0] == 303
    page = author.get("/me/posts/1").text
    assert articles(page) == [("1", "held")]
    assert "only a person can look at one" in page
    assert 'alt="The cake stall"' in page
    address = "/posts/1/pictures/1"
    for other in (reader, moderator):
        assert other.get(address).status_code == 404
    card = moderator.get("/moderation/submissions/1").text
    assert "See picture 1: The cake stall" in card
    on_card = moderator.get("/moderation/submissions/1/pictures/1")
    assert on_card.status_code == 200
    assert reader.get("/moderation/submissions/1/pictures/1").status_code == 403
    assert moderator.get("/moderation/submissions/1/pictures/2").status_code == 404
    decide(moderator)
    assert 'src="/posts/1/pictures/1"' in reader.get("/topics/1").text
    shown = reader.get(address)
    assert shown.data == on_card.data
    assert shown.headers["Cache-Control"] == "private, no-store"
    assert app.test_client().get(address).status_code == 303
    author.post("/posts/1/delete")
    assert reader.get(address).status_code == author.get(address).status_code == 404


def test_what_is_kept_is_small_and_says_nothing_but_the_picture(
    app: Flask, asha: Person, pictures: Place
) -> None:
    assert send(browser(app, asha), **fields())[0] == 303
    shown = browser(app, asha).get("/posts/1/pictures/1")
    assert shown.mimetype == "image/webp"
    with Image.open(BytesIO(shown.data)) as kept:
        assert (kept.size, dict(kept.getexif())) == ((1600, 800), {})
    assert b"Secret Street" not in shown.data


def test_what_is_judged_names_the_picture_in_words_and_by_its_fingerprint(
    app: Flask, asha: Person, pictures: Place
) -> None:
    send(browser(app, asha), **fields(alt="A shit sign"))
    with app.app_context():
        submission = db.session.scalars(sa.select(Submission)).one()
        picture = db.session.scalars(sa.select(PostPicture)).one()
        assert submission.text.endswith(f"Picture: A shit sign [{picture.sha256[:16]}]")
        assert {"profanity", "premoderated"} <= {match.category for match in submission.matches}
        shown = pictures_of(moderation, submission)
        assert [each.alt for each in shown] == ["A shit sign"]


def test_a_change_keeps_the_picture_or_takes_it_away_and_is_looked_at_again(
    app: Flask, asha: Person, ben: Person, pictures: Place, moderator: FlaskClient
) -> None:
    author, reader = browser(app, asha), browser(app, ben)
    send(author, **fields())
    decide(moderator)
    author.post("/posts/1/edit", data={"body": "Is PE on Thursday?"})
    assert CLEAN in reader.get("/topics/1").text
    assert articles(author.get("/me/posts/1").text) == [("1", "held")]
    decide(moderator, 2)
    assert "Thursday" in reader.get("/topics/1").text
    author.post("/posts/1/edit", data={"body": "Is PE on Thursday?", "without_pictures": "y"})
    assert "pictures/1" not in reader.get("/topics/1").text
    assert reader.get("/posts/1/pictures/1").status_code == 404


def test_a_board_takes_none_unless_the_school_says_so(app: Flask, asha: Person, general: Place) -> None:
    author = browser(app, asha)
    assert "picture_1" not in author.get("/boards/general/new").text
    status, page = send(author, **fields(photo((40, 40))))
    assert status == 422
    assert "Posts on this board have no pictures" in page
    assert send(author, **fields(photo() + bytes(1_500_000)))[0] == 413
    assert count_of(app, Post) == 0
    head = browser(app, factories.make_user(roles=["admin"]))
    page = head.get(f"/admin/boards/{general.id}").text
    assert "Pictures of children are never allowed by default" in page
    given = {"board": general.id, "title": "General", "readers": "everyone", "allows_images": "y"}
    assert head.post("/admin/boards", data=given).status_code == 303
    assert "picture_1" in author.get("/boards/general/new").text
    assert send(author, **fields())[0] == 303


def damaged() -> bytes:
    return photo((300, 300))[:400]


def bomb() -> bytes:
    made = BytesIO()
    Image.new("1", (20_000, 20_000)).save(made, "PNG")
    return made.getvalue()


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"picture_1_alt": " "}, "Say in a few words what it shows"),
        ({"picture_1_alt": "x" * 301}, "Please use at most 300 characters"),
        ({"no_other_child": ""}, "Please confirm this, or leave the picture out"),
        ({"image": b"<svg onload=alert(1)>"}, "no picture we can read"),
        ({"image": b""}, "is empty"),
        ({"image": damaged()}, "no picture we can read, or it is damaged"),
        ({"image": bomb()}, "more than 40 million dots"),
        ({"image": photo((100, 100)) + bytes(11 * 1024 * 1024)}, "larger than 10 MB"),
        ({"image": photo((100, 100)) + bytes(40 * 1024 * 1024)}, "larger than 10 MB"),
    ],
)
def test_a_picture_that_cannot_be_kept_is_refused_at_its_field_with_the_text_kept(
    app: Flask, asha: Person, pictures: Place, given: dict[str, object], problem: str
) -> None:
    image = given.get("image")
    sent = fields(image if isinstance(image, bytes) else None)
    sent |= {name: value for name, value in given.items() if name != "image"}
    status, page = send(browser(app, asha), **sent)
    assert status == 422
    assert problem in page
    assert CLEAN in page
    assert count_of(app, Post) == count_of(app, PostPicture) == 0


def test_more_than_all_of_that_is_too_much_at_once(app: Flask, asha: Person, pictures: Place) -> None:
    assert send(browser(app, asha), **fields(bytes(60 * 1024 * 1024)))[0] == 413
    stranger = app.test_client().post("/boards/general/new", data=fields())
    assert "/sign-in" in stranger.location


def test_a_picture_is_for_the_class_whose_board_it_is_on(app: Flask, asha: Person, ben: Person) -> None:
    board = factories.make_board("year-2", year_group="Year 2")
    with app.app_context():
        db.session.get_one(Board, board.id).allows_images = True
        db.session.commit()
    browser(app, asha).post("/boards/year-2/new", data=fields())
    moderator = browser(app, factories.make_user(roles=["moderator"]))
    decide(moderator)
    assert moderator.get("/posts/1/pictures/1").status_code == 200
    assert browser(app, ben).get("/posts/1/pictures/1").status_code == 404


def test_a_reply_has_pictures_too_and_the_words_are_judged_as_ever(
    app: Flask, asha: Person, pictures: Place
) -> None:
    topic = factories.post_topic(asha, pictures)
    author = browser(app, asha)
    more = {"picture_4": (BytesIO(photo((50, 60), "PNG")), "b.png"), "picture_4_alt": "A map"}
    sent = author.post(f"/topics/{topic.topic_id}/reply", data=fields(**more, body=RUDE))
    assert sent.status_code == 303
    with app.app_context():
        kept = db.session.scalars(sa.select(PostPicture).order_by(PostPicture.number)).all()
        assert [(each.number, each.alt) for each in kept] == [(1, "The cake stall"), (2, "A map")]

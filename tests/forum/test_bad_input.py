"""What should never be sent and is: nothing breaks, nothing is half done, nothing typed is lost."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from forum.boards.models import Draft, Post, Revision, Topic
from forum.extensions import db
from forum.permissions import Role
from moderation.review.models import Report
from tests import factories
from tests.factories import Person, Place
from tests.forum.pages import CLEAN, RUDE, articles, browser, count_of

NUL = "Words\x00 around"
TURNED = "Read \u202ebackwards\u2066 and\u200f on"
CONTROLS = "One\x01two\x08three\x1b[31mred\x7f and\x85 on"


# What a browser would run or let take over the page.
RUNS = re.compile(r"<(?:b|img|iframe|style|object|embed|javascript:|svg/)\b|<script(?! src=\"/static/)")


@pytest.fixture
def author(app: Flask, asha: Person) -> FlaskClient:
    return browser(app, asha)


def stored(app: Flask) -> str:
    """The newest version of anything."""
    with app.app_context():
        return db.session.scalars(sa.select(Revision.body).order_by(Revision.id.desc())).first() or ""


@pytest.mark.both_engines
@pytest.mark.parametrize(
    ("body", "kept"),
    [
        (NUL, "Words around"),
        (TURNED, "Read backwards and on"),
        (CONTROLS, "Onetwothree[31mred and\n on"),
        ("\ufeffWith a mark before it", "With a mark before it"),
        ("\ud800 half of a pair", "%ED%A0%80 half of a pair"),
    ],
)
def test_what_nobody_sees_is_taken_out_wherever_it_is_written(
    app: Flask, ben: Person, general: Place, author: FlaskClient, body: str, kept: str
) -> None:
    raw = body.encode("utf-8", "surrogatepass")
    topic = factories.post_topic(ben, general)
    mine = author.post("/boards/general/new", data={"title": raw, "body": raw})
    assert mine.status_code == 303
    assert stored(app) == kept
    page = author.get(mine.location)
    assert " ".join(kept.split()) in page.text
    assert not re.search("[\x00\x01\x1b\u202e\u2066\u200f\ufeff]", page.text)
    (own_id,) = [id_ for id_, _ in articles(page.text)]
    assert author.post(f"/topics/{topic.topic_id}/reply", data={"body": raw}).status_code == 303
    assert stored(app) == kept
    changed = {"title": b"New " + raw, "body": b"New " + raw}
    assert author.post(f"/posts/{own_id}/edit", data=changed).status_code == 303
    assert stored(app) == f"New {kept}".replace("\ufeff", "")
    report = {"reason": "unkind", "details": raw}
    assert author.post(f"/posts/{topic.id}/report", data=report).status_code == 303


@pytest.mark.both_engines
def test_a_nul_in_any_field_of_any_form_does_no_harm(
    app: Flask, ben: Person, general: Place, author: FlaskClient
) -> None:
    factories.post_topic(ben, general)
    head = browser(app, factories.make_user(roles=list(Role)))
    fields = (
        "body title details reason submit_key draft place email password next name text reference code "
        "person roles years relationship roll_entry board description year_group display_name file"
    )
    data = dict.fromkeys(fields.split(), "1\x00")
    for sender in (author, head, app.test_client()):
        for rule in app.url_map.iter_rules():
            if "POST" in (rule.methods or ()) and "sign-out" not in rule.rule:
                path = re.sub(r"<(?:int[^>]*|person_id)>", "1", rule.rule).replace("<slug>", "general")
                path = re.sub(r"<any\([^>]*>", "complaint", path)
                path = re.sub(r"<[^>]*>", "formal_complaint", path)
                assert sender.post(path, data=data).status_code < 500, path


def test_a_nul_in_what_was_being_written_when_the_session_ended_loses_nothing(
    app: Flask, asha: Person, general: Place
) -> None:
    stranger = app.test_client()
    sent = stranger.post("/boards/general/new", data={"title": "My title", "body": f"{NUL} here"})
    fields = {"email": asha.email, "password": asha.password}
    back = stranger.post(sent.location, data=fields)
    assert "Words around here" in stranger.get(back.location).text


@pytest.mark.parametrize(
    "body",
    [
        "> " * 200 + "deep",
        ">" * 200 + " deep",
        "- " * 200 + "deep",
        "<script>alert(1)</script> deep",
        '<img src=x onerror="alert(1)"> deep',
        "<svg/onload=alert(1)> deep",
        '<a href="https://example.org" onclick="x()">deep</a>',
        "<style>body{display:none}</style> deep",
        "[deep](javascript:alert(1))",
        "[deep](JaVa\nScript:alert(1))",
        "[deep](data:text/html;base64,PHNjcmlwdD4=)",
        "<javascript:alert(1)> deep",
        "</div></article></main> deep",
        "{{ 7 * 7 }} {% raw %} deep",
    ],
)
def test_nothing_written_ever_runs_or_breaks_the_page(
    app: Flask, ben: Person, general: Place, author: FlaskClient, body: str
) -> None:
    title = f'"><b onmouseover=x>{body}'[:150]
    sent = author.post("/boards/general/new", data={"title": title, "body": body})
    assert sent.status_code == 303
    with app.app_context():
        topic_id = db.session.scalars(sa.select(Topic.id)).one()
        kind = db.session.scalars(sa.select(Post.state)).one()
    reader = author if kind == "held" else browser(app, ben)
    for path in (f"/topics/{topic_id}", "/boards/general", "/search?q=deep", "/me/posts/1", "/me"):
        page = author.get(path).text
        assert not RUNS.search(page), path
        assert not re.search(r"<[^>]*\s(?:on\w+|style|srcdoc)\s*=", page), path
        assert not re.search(r"(?:href|src|action)=\"\s*(?:javascript|data|vbscript):", page), path
        assert page.count("<main") == page.count("</main>") == 1, path
    page = reader.get(f"/topics/{topic_id}").text
    assert "deep" in page
    assert page.count("<blockquote") <= 5
    assert "49" not in page.partition("<h1>")[2].partition("</h1>")[0]


@pytest.mark.parametrize("signed_in", [True, False])
def test_two_megabytes_are_refused_before_anything_is_read(
    csrf_app: Flask, asha: Person, general: Place, signed_in: bool
) -> None:
    sender = csrf_app.test_client()
    if signed_in:
        factories.sign_in(sender, asha)
    huge = {"title": "T", "body": "x" * 2_000_000, "text": "x"}
    for path in ("/boards/general/new", "/topics/1/reply", "/drafts", "/contact/complaint", "/sign-in"):
        answer = sender.post(path, data=huge)
        assert answer.status_code == 413, path
        assert "at most 20,000 characters" in answer.text
        assert "xxxx" not in answer.text
    assert count_of(csrf_app, Post) == count_of(csrf_app, Draft) == 0


def test_20_000_letters_of_four_bytes_fit(app: Flask, author: FlaskClient, general: Place) -> None:
    sent = author.post("/boards/general/new", data={"title": "Long", "body": "𝔞" * 20_000})
    assert sent.status_code == 303
    assert len(stored(app)) == 20_000
    more = author.post("/boards/general/new", data={"title": "Long", "body": "𝔞" * 20_001})
    assert more.status_code == 422
    assert "20,001 characters" in more.text


def test_a_form_with_other_words_is_another_post(author: FlaskClient, general: Place) -> None:
    """Whoever goes back in the browser and writes something else keeps it."""
    once = {"title": "One", "body": CLEAN, "submit_key": "k" * 20}
    first = author.post("/boards/general/new", data=once)
    other = author.post("/boards/general/new", data={**once, "body": "Something else altogether."})
    assert first.location != other.location
    assert "Something else altogether." in author.get(other.location).text
    topic = first.location.split("?")[0]
    reply = {"body": "Yes, it is.", "submit_key": "k" * 20}
    one = author.post(f"/topics/{topic.split('/')[-1]}/reply", data=reply)
    two = author.post(f"/topics/{topic.split('/')[-1]}/reply", data={**reply, "body": "No, it isn't."})
    assert one.location != two.location


def test_what_comes_back_for_want_of_a_token_is_still_sent_once(
    csrf_app: Flask, asha: Person, general: Place
) -> None:
    sender = csrf_app.test_client()
    factories.sign_in(sender, asha)
    form = {"title": "Once", "body": CLEAN, "submit_key": "k" * 20}
    lost = sender.post("/boards/general/new", data=form)
    assert lost.status_code == 400
    kept = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', lost.text))
    assert kept["submit_key"] == form["submit_key"]
    again = {**form, **kept}
    assert {sender.post("/boards/general/new", data=again).location for _ in range(2)} == {
        "/topics/1?page=1#post-1"
    }
    assert count_of(csrf_app, Post) == 1


@pytest.mark.parametrize("token", ["", "wrong", "\x00", "x" * 5_000])
def test_no_form_of_a_parent_is_taken_without_its_token(
    csrf_app: Flask, asha: Person, ben: Person, general: Place, token: str
) -> None:
    topic = factories.post_topic(ben, general)
    mine = factories.post_reply(asha, topic.topic_id, "Mine")
    held = factories.post_reply(asha, topic.topic_id, RUDE)
    sender = csrf_app.test_client()
    factories.sign_in(sender, asha)
    for path in (
        f"/topics/{topic.topic_id}/reply",
        f"/posts/{mine.id}/edit",
        f"/posts/{mine.id}/delete",
        f"/posts/{topic.id}/report",
        f"/me/posts/{held.id}/withdraw",
        f"/me/posts/{held.id}/take-to/formal_complaint",
        "/contact/complaint",
        "/me/account/sign-out-everywhere",
        "/sign-out",
        "/drafts",
    ):
        words = {"body": "My typed words", "csrf_token": token}
        answer = sender.post(path, data=words)
        assert answer.status_code == 400, path
        assert "My typed words" in answer.text
        assert "Send it again" in answer.text
    assert sender.get("/me").status_code == 200
    assert count_of(csrf_app, Revision) == 3


def test_a_password_is_never_given_back(csrf_app: Flask, asha: Person) -> None:
    sender = csrf_app.test_client()
    words = {"email": asha.email, "password": "My secret password", "display_name": "A"}
    for path in ("/sign-in", "/join/x", "/reset/x"):
        answer = sender.post(path, data=words)
        assert answer.status_code == 400
        assert "My secret password" not in answer.text


def _at_once(send: Callable[[FlaskClient], int], clients: list[FlaskClient]) -> list[int]:
    with ThreadPoolExecutor(len(clients)) as pool:
        return sorted(pool.map(send, clients))


@pytest.mark.both_engines
def test_clicks_at_the_same_moment_do_everything_once(
    app: Flask, asha: Person, ben: Person, general: Place
) -> None:
    topic = factories.post_topic(ben, general)
    mine = factories.post_topic(asha, general, "Mine", "My words")
    held = factories.post_topic(asha, general, "Held", RUDE)
    clients = [browser(app, asha) for _ in range(4)]

    def press(path: str, **fields: str) -> list[int]:
        return _at_once(lambda client: client.post(path, data=fields).status_code, clients)

    reply = {"body": "At the same moment", "submit_key": "k" * 20}
    assert press(f"/topics/{topic.topic_id}/reply", **reply) == [303] * 4
    assert press(f"/posts/{mine.id}/edit", title="Mine", body="Other words") == [303] * 4
    assert press(f"/posts/{topic.id}/report", reason="unkind", details="Look") == [303] * 4
    assert press("/drafts", place="/boards/general/new", title="T", body="B") == [204] * 4
    assert press(f"/me/posts/{held.id}/withdraw") == [303, 409, 409, 409]
    assert press(f"/posts/{mine.id}/delete") == [303, 409, 409, 409]
    assert count_of(app, Post) == 4
    assert count_of(app, Revision) == 5
    assert count_of(app, Report) == 1
    assert count_of(app, Draft) == 1


def test_what_is_not_there_and_what_is_not_for_you_look_the_same(
    app: Flask, asha: Person, ben: Person, general: Place
) -> None:
    year2 = factories.make_board("year-2", year_group="Year 2")
    theirs = factories.post_topic(asha, year2)
    held = factories.post_topic(asha, general, "Held", RUDE)
    reader = browser(app, ben)
    for path, there, not_there in [
        ("/topics/{}", theirs.topic_id, 999),
        ("/topics/{}", held.topic_id, 999),
        ("/posts/{}", theirs.id, 999),
        ("/posts/{}/edit", theirs.id, 999),
        ("/posts/{}/delete", held.id, 999),
        ("/posts/{}/report", held.id, 999),
        ("/me/posts/{}", held.id, 999),
        ("/me/posts/{}/take-to/formal_complaint", held.id, 999),
        ("/me/notices/{}", 1, 999),
        ("/boards/{}", "year-2", "nowhere"),
        ("/boards/{}/new", "year-2", "nowhere"),
    ]:
        one, other = reader.get(path.format(there)), reader.get(path.format(not_there))
        assert one.status_code == other.status_code == 404, path
        assert _same(one.text) == _same(other.text), path


def _same(page: str) -> str:
    return re.sub(r'value="[^"]*"', "", page)


def test_a_closed_board_takes_no_change_either(
    app: Flask, asha: Person, general: Place, author: FlaskClient
) -> None:
    post = factories.post_topic(asha, general, "Before", "Old words")
    browser(app, factories.make_user(roles=["admin"])).post(f"/admin/boards/{general.id}/close")
    for path in ("/boards/general/new", f"/topics/{post.topic_id}/reply", f"/posts/{post.id}/edit"):
        refused = author.post(path, data={"title": "After", "body": "My new words"})
        assert refused.status_code == 403, path
        assert "This board is closed" in refused.text
        assert "My new words" in refused.text
    assert stored(app) == "Old words"
    assert author.post(f"/posts/{post.id}/delete").status_code == 303

"""@ and a name: who is addressed, what is marked, and what it never gives away."""

import pytest
from flask import Flask

from forum import markup
from forum.accounts.models import User
from forum.boards import mentions, queries
from forum.boards.mentions import MOST, Finder, folded, people_mentioned
from forum.boards.models import Board, Post
from forum.extensions import db
from forum.permissions import Role
from tests import factories
from tests.factories import Person, Place, Written
from tests.forum.pages import RUDE, browser

NAMES = ["Ben", "Ben Carter", "Zoë Nnámdi", "Siobhán O’Brien-Lee", "Sam J.", "Ana"]


def found(text: str, names: list[str] = NAMES) -> list[str]:
    finder = Finder({folded(name): [number] for number, name in enumerate(names, 1)})
    return [text[start:end] for start, end in finder(text)]


def mentioned(written: Written) -> list[str]:
    return [user.display_name for user in people_mentioned(db.session.get_one(Post, written.id))]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Thanks @Ben Carter, see you", ["@Ben Carter"]),
        ("Thanks @Ben, see you", ["@Ben"]),
        ("@ben carter's cake and @BEN's", ["@ben carter", "@BEN"]),
        ("Ask @Zoe Nnamdi or @Zoë Nnámdi", ["@Zoe Nnamdi", "@Zoë Nnámdi"]),
        ("Is @Siobhan O'Brien-Lee coming?", ["@Siobhan O'Brien-Lee"]),
        ("@siobhan obrien-lee", ["@siobhan obrien-lee"]),
        ("(@Sam J.) and @Sam J. too", ["@Sam J.", "@Sam J."]),
        ("write to me@Ben or office@ben.example, @@Ben", []),
        ("@Benjamin is nobody here, nor is @Be", []),
        ("@Ben\nCarter", ["@Ben"]),
        ("@ Ben", []),
    ],
)
def test_the_longest_name_that_fits_is_found(text: str, names: list[str]) -> None:
    assert found(text) == names


def test_what_somebody_else_said_is_no_mention_nor_is_code_or_a_link() -> None:
    body = "@Ben hello\n\n> @Ana said\n> > @Ben too\n\n`@Ben` [@Ben](https://example.org)\n\n    @Ben"
    finder = Finder({"ben": [1], "ana": [2]})
    assert markup.render(body, finder).count('<span class="mention">') == 1
    assert finder.people == [1]


def test_a_name_cannot_bring_markup_of_its_own() -> None:
    html = markup.render("@<b>Eve</b> @a&b", Finder({folded("a&b"): [1]}))
    assert '<span class="mention">@a&amp;b</span>' in html
    assert "<b>" not in html
    assert "span" not in markup.render('<span class="mention">@Ben</span>').replace(
        "&lt;span", ""
    ).replace("/span", "")


def test_everyone_a_post_addresses_is_known_in_its_order_but_its_author(
    app: Flask, asha: Person, ben: Person, general: Place
) -> None:
    factories.make_user("Zoë Nnámdi")
    written = factories.post_topic(asha, general, body="@zoe nnamdi, @Ben, @Asha and @Ben again")
    with app.app_context():
        assert mentioned(written) == ["Zoë Nnámdi", "Ben"]
    page = browser(app, ben).get(f"/topics/{written.topic_id}").text
    assert '<span class="mention">@Ben</span>' in page
    assert "/admin/people" not in page


def test_somebody_of_another_class_is_as_unknown_as_nobody(
    app: Flask, asha: Person, ben: Person
) -> None:
    board = factories.make_board("year-2", year_group="Year 2")
    moderator = factories.make_user("Mo", roles=[Role.MODERATOR])
    written = factories.post_topic(asha, board, body="@Ben, @Nobody Here and @Mo")
    with app.app_context():
        assert mentioned(written) == [moderator.name]
    page = browser(app, asha).get(f"/topics/{written.topic_id}").text
    assert "@Ben, @Nobody Here and" in page
    client = browser(app, asha)
    assert client.get("/boards/year-2/people?q=ben").json == {"names": []}
    assert client.get("/boards/year-2/people?q=mo").json == {"names": ["Mo"]}


@pytest.mark.both_engines
def test_whom_a_board_lets_read_is_whom_one_can_address_there(
    app: Flask, asha: Person, ben: Person, general: Place
) -> None:
    factories.make_board("year-2", year_group="Year 2")
    for role in Role:
        factories.make_user(f"One {role}", roles=[role])
    with app.app_context():
        for board in db.session.query(Board):
            names = {name for _, name in queries.names_of_readers(board)}
            assert names == {
                user.display_name for user in db.session.query(User) if queries.reads(user, board)
            }


def test_who_has_left_is_not_addressed(app: Flask, asha: Person, ben: Person, general: Place) -> None:
    with app.app_context():
        user = db.session.get_one(User, ben.id)
        user.left_at = user.joined_at
        db.session.commit()
    written = factories.post_topic(asha, general, body="@Ben hello")
    with app.app_context():
        assert mentioned(written) == []


def test_of_two_with_one_name_both_are_addressed_and_the_writer_is_told(
    app: Flask, asha: Person, ben: Person, general: Place
) -> None:
    factories.make_user("Ben")
    written = factories.post_topic(asha, general, body="@Ben hello")
    with app.app_context():
        assert mentioned(written) == ["Ben", "Ben"]
    client = browser(app, asha)
    sent = client.post("/boards/general/new", data={"title": "Cake", "body": "@Ben hello"})
    assert "More than one person here is called Ben" in client.get(sent.location).text


def test_a_post_addresses_so_many_and_the_rest_stays_text(
    app: Flask, asha: Person, general: Place
) -> None:
    everyone = [factories.make_user(f"Helper {letter}") for letter in "ABCDEFGHIJKL"]
    client = browser(app, asha)
    body = " ".join(f"@{person.name}" for person in everyone)
    sent = client.post("/boards/general/new", data={"title": "Cake", "body": body})
    page = client.get(sent.location).text
    assert page.count('<span class="mention">') == MOST
    assert "at most 10 people" in page


def test_a_change_that_waits_addresses_nobody_new_yet(
    app: Flask, asha: Person, ben: Person, general: Place
) -> None:
    written = factories.post_topic(asha, general)
    client = browser(app, asha)
    client.post(f"/posts/{written.id}/edit", data={"body": f"@Ben {RUDE}"})
    with app.app_context():
        assert mentioned(written) == []


def test_suggestions_are_a_few_names_and_only_for_who_reads_there(
    app: Flask, asha: Person, ben: Person, general: Place
) -> None:
    factories.make_board("year-5", year_group="Year 5")
    factories.make_user("Zoë Nnámdi")
    client = browser(app, asha)
    assert client.get("/boards/general/people?q=nna").json == {"names": ["Zoë Nnámdi"]}
    for nothing in ("", "b", "%", "xx", "asha"):
        assert client.get("/boards/general/people", query_string={"q": nothing}).json == {"names": []}
    assert client.get("/boards/year-5/people?q=ben").status_code == 404
    assert client.get("/boards/general/people?q=be").headers["Cache-Control"] == "private, no-store"
    assert app.test_client().get("/boards/general/people?q=be").status_code == 303
    for number in range(mentions.SUGGESTED + 2):
        factories.make_user(f"Beth {number}")
    assert len(client.get("/boards/general/people?q=be").json["names"]) == mentions.SUGGESTED


def test_names_cannot_be_gone_through_one_by_one(
    limited_app: Flask, asha: Person, general: Place
) -> None:
    client = browser(limited_app, asha)
    answers = [client.get("/boards/general/people?q=be").status_code for _ in range(61)]
    assert answers[59:] == [200, 429]


def test_twenty_thousand_signs_are_read_without_a_wait() -> None:
    finder = Finder({folded(f"Al {'b ' * 30}{number}"): [number] for number in range(500)})
    assert finder("@al b b b " * 2_000) == []

"""The same posts are found on both engines, for every way of asking."""

import re

import pytest
from flask import Flask
from time_machine import TimeMachineFixture

from tests import factories
from tests.factories import Person, Place
from tests.forum.pages import browser
from tests.forum.search.pages import count, found, reply, topic

# Every post by its name here: the title of a topic, or none for a reply to it, and its text.
POSTS: dict[str, tuple[str | None, str]] = {
    "fair": (
        "The summer fair",
        "Who can help with the cake stall on Saturday? **Everybody** is welcome.",
    ),
    "raffle": (None, "I can bring cakes, and run the raffle as well."),
    "trip": ("Year-2 trip to the farm", "Pack a packed lunch; the children's coats are in the coach."),
    "lunch": (None, "Is lunch packed by the school, or do we bring it? I don’t know."),
    "zoe": ("Thank you, Zoë!", "Zoë’s party was lovely 🎉🎉. Łukasz, Müller and O'Brien came too."),
    "ecole": ("ÉCOLE: fête d’été", "Mulțumesc! Привет МОСКВА, 日本語 שָׁלוֹם مرحبا 👩‍👩‍👧 Ünïcode नमस्ते"),
    "uniform": ("School uniform", "Is a navy jumper allowed? It is £5 in the shop, 100% wool."),
    "shop": (
        "Second-hand shop",
        "Uniforms of the school: jumpers, uniform trousers. See our [list](https://x.example/zebra).",
    ),
    "after": ("After-school club", "It runs until 5.30 in the hall. Ring 01632 960123 & ask."),
    "korean": ("한국어", "학교에서 만나요 <b>tags</b> \\ % _ ; DROP TABLE posts"),
    "little": ("To be or not to be", "That is what the play in Year 6 is about."),
}
# What is typed, and what it finds; the order counts where the second is a list.
FINDS: list[tuple[str, set[str] | list[str]]] = [
    ("cake", {"fair", "raffle"}),
    ("CAKES", {"fair", "raffle"}),
    ("cake stall", {"fair"}),
    ("stalls helping", {"fair"}),
    ("everybody", {"fair"}),
    ("when is the summer fair?", {"fair"}),
    ("cake -raffle", {"fair"}),
    ("cake -raffles", {"fair"}),
    ("cake -stall -raffle", set()),
    ('cake -"cake stall"', {"raffle"}),
    ('"cake stall"', {"fair"}),
    ('"stall cake"', set()),
    ('"packed lunch"', {"trip"}),
    ("“packed lunch”", {"trip"}),
    ('"lunch packed"', {"lunch"}),
    ("packed lunch", {"trip", "lunch"}),
    ('"packed lunch', {"trip"}),
    ('lunch "the school"', {"lunch"}),
    ("children", {"trip"}),
    ("children's", {"trip"}),
    ("child’s", set()),
    ("coat", {"trip"}),
    ("year-2", {"trip"}),
    ("year 2", {"trip"}),
    ('"year 2"', {"trip"}),
    ("year", {"trip", "little"}),
    ("don't", {"lunch"}),
    ("don’t", {"lunch"}),
    ("dont", {"lunch"}),
    ("zoe", {"zoe"}),
    ("Zoë", {"zoe"}),
    ("ZOE\u0308", {"zoe"}),
    ("zoë's party", {"zoe"}),
    ("lukasz", {"zoe"}),
    ("ŁUKASZ", {"zoe"}),
    ("muller", {"zoe"}),
    ("o'brien", {"zoe"}),
    ("🎉", {"zoe"}),
    ("🎉🎉", {"zoe"}),
    ("🎉🎉🎉", set()),
    ("école", {"ecole"}),
    ("ecole", {"ecole"}),
    ("été", {"ecole"}),
    ("d’été", {"ecole"}),
    ("MULȚUMESC", {"ecole"}),
    ("multumesc", {"ecole"}),
    ("москва", {"ecole"}),
    ("日本語", {"ecole"}),
    ("本語", {"ecole"}),
    ("語本", set()),
    ("שלום", {"ecole"}),
    ("مرحبا", {"ecole"}),
    ("नमस्ते", {"ecole"}),
    ("👩‍👩‍👧", {"ecole"}),
    ("👨‍👩‍👧", set()),
    ("  ünïcode \x00\u202e ", {"ecole"}),
    ("학교", {"korean"}),
    ("uniform", ["uniform", "shop"]),
    ("uniforms school", ["uniform", "shop"]),
    ("school", ["after", "uniform", "lunch", "shop"]),
    ("school -uniform", ["after", "lunch"]),
    ("shop", ["shop", "uniform"]),
    ("second-hand", {"shop"}),
    ("second hand", {"shop"}),
    ("secondhand", set()),
    ("zebra", set()),
    ("list", {"shop"}),
    ('"shop uniforms"', set()),
    ("after-school", {"after"}),
    ('"after school club"', {"after"}),
    ("5.30", {"after"}),
    ("£5", {"uniform", "after"}),
    ("100%", {"uniform"}),
    ("01632 960123", {"after"}),
    ("tags", {"korean"}),
    ("'; DROP TABLE posts; --", {"korean"}),
    ("to be or not to be", {"little"}),
    ('"or not to be"', {"little"}),
    ("the play is what", {"little"}),
    ("unicod", {"ecole"}),
    ("uni", set()),
    ("cake AND stall", {"fair"}),
    ("cake OR stall", {"fair"}),
    ("cake NOT stall", {"fair"}),
    ("cake*", {"fair", "raffle"}),
    ("^cake:stall", {"fair"}),
    ("(cake", {"fair", "raffle"}),
    ("title:cake", set()),
    ("nothing-like-this", set()),
]


@pytest.fixture
def names(app: Flask, asha: Person, general: Place) -> dict[int, str]:
    """The posts above, one after the other; the name of each by its id."""
    made, topic_id = {}, 0
    for name, (title, text) in POSTS.items():
        post = topic(asha, general, title, text) if title else reply(asha, topic_id, text)
        made[post.id], topic_id = name, post.topic_id
    return made


@pytest.mark.both_engines
def test_every_way_of_asking_finds_the_same_on_both_engines(
    app: Flask, ben: Person, names: dict[int, str]
) -> None:
    reader = browser(app, ben)
    wrong = []
    for asked, wanted in FINDS:
        got = [names[post_id] for post_id in found(reader, asked)]
        if (got if isinstance(wanted, list) else set(got)) != wanted or len(set(got)) < len(got):
            wrong.append(f"{asked!r} finds {got}, not {wanted}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.both_engines
def test_a_word_in_a_title_counts_for_more_than_many_in_a_text_and_then_the_more_of_it_the_better(
    app: Flask, asha: Person, ben: Person, general: Place
) -> None:
    titled = topic(asha, general, "Swimming", "Is it on again?")
    full = topic(asha, general, "Lessons", "Swimming, swimming and swimming")
    passing = topic(asha, general, "News", "Swimming came up. " + "Much else did too. " * 40)
    new = topic(asha, general, "More news", "Swimming came up. " + "Much else did too. " * 40)
    reader = browser(app, ben)
    assert found(reader, "swim") == [titled.id, full.id, new.id, passing.id]
    assert found(reader, "swim", order="newest") == [new.id, passing.id, full.id, titled.id]


@pytest.mark.both_engines
def test_board_person_and_days_narrow_it_and_may_be_typed(
    app: Flask, asha: Person, ben: Person, general: Place, time_machine: TimeMachineFixture
) -> None:
    other = factories.make_board("fair-and-clubs")
    zoe = factories.make_user("Zoë Łukasiewicz")
    time_machine.move_to("2026-06-30T22:30:00+00:00")  # half past eleven at night in summer
    june = topic(asha, general, "Cake in June", "Cake").id
    time_machine.move_to("2026-06-30T23:30:00+00:00")  # already July at school
    july = topic(zoe, general, "Cake in July", "Cake").id
    time_machine.move_to("2026-11-24T10:00:00+00:00")
    autumn = topic(asha, other, "Cake in autumn", "Cake").id
    reader = browser(app, ben)

    def finds(q: str = "cake", **more: str) -> set[int]:
        return set(found(reader, q, **more))

    assert finds() == {june, july, autumn}
    assert finds(board="general") == finds("cake board:general") == {june, july}
    assert finds('cake board:"Fair and clubs"') == {autumn}
    assert finds("cake board:general", board="fair-and-clubs") == {june, july}
    assert finds(author="asha") == finds("cake from:asha") == finds("from:Ash") == {june, autumn}
    assert finds('from:"lukasiewicz zoe"') == finds("", author="Zoe Luk") == {july}
    assert finds(author="Zelda") == finds("cake from:Zelda") == set()
    assert finds(since="2026-07-01") == {july, autumn}
    assert finds(until="2026-06-30") == finds("", until="30/06/2026") == {june}
    assert finds("", since="2026-07-01", until="2026-07-01") == {july}
    assert finds(since="2026-07-01", author="asha", board="fair-and-clubs") == {autumn}
    with app.app_context():
        assert finds(topic=str(_topic_of(july))) == {july}


def _topic_of(post_id: int) -> int:
    from forum.boards.models import Post
    from forum.extensions import db

    return db.session.get_one(Post, post_id).topic_id


@pytest.mark.both_engines
def test_results_come_in_pages_and_are_counted(
    app: Flask, asha: Person, ben: Person, general: Place
) -> None:
    first = topic(asha, general, "Cakes", "All of the cake is gone")
    replies = [reply(ben, first.topic_id, f"Cake number {n}").id for n in range(25)]
    reader = browser(app, asha)
    page = reader.get("/search?q=cake&order=newest").text
    assert "26 posts found" in page
    more = re.search(r'rel="next" href="([^"]+)"', page)
    assert more
    second = reader.get(more[1].replace("&amp;", "&")).text
    ids = found(reader, "cake", order="newest") + [
        int(post_id) for post_id in re.findall(r'data-post="(\d+)"', second)
    ]
    assert ids == [*reversed(replies), first.id]
    # Straight to the post, on the page of its topic where it is.
    assert f"/topics/{first.topic_id}?page=2#post-{replies[-1]}" in page
    assert "That was all" in reader.get("/search?q=cake&page=9").text
    assert count(reader, "number 24") == "1"


@pytest.mark.both_engines
def test_of_a_very_common_word_the_newest_are_looked_through_and_every_title(
    app: Flask, asha: Person, ben: Person, general: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("forum.search.queries.LOOKED_THROUGH", 5)
    monkeypatch.setattr("forum.search.views.LOOKED_THROUGH", 5)
    old = topic(asha, general, "School", "A word")
    for n in range(9):
        reply(ben, old.topic_id, f"School again {n}")
    reader = browser(app, ben)
    ids = found(reader, "school")
    assert ids[0] == old.id
    assert len(ids) == 7
    assert count(reader, "school") == "more"
    assert "More than 5 posts" in reader.get("/search?q=school").text
    assert count(reader, "again -1 -2 -3 -4") == "5"

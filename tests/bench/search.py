"""Search at 100,000 posts on both engines, beside the way it was done before: LIKE, newest first.

LIKE stops at the newest twenty with exactly these letters, so it is quick where there are many, and
reads everything where there are few. The time is the whole time, since half of the work is another
process's. Each is the median of rounds that take turns.
"""

import json
import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from statistics import median

import sqlalchemy as sa
from flask import Flask

from forum.accounts.models import User
from forum.boards.models import Board, Post, PostState, Revision, Topic
from forum.boards.queries import readable, visible_posts
from forum.extensions import db
from forum.search.index import words_to_find
from forum.search.models import SearchEntry
from forum.search.queries import Where, search_posts
from forum.search.wanted import read
from moderation import clock
from tests import factories
from tests.databases import Database, PostgresDatabase, SqliteDatabase
from tests.factories import Person

POSTS, A_TOPIC, ROUNDS, AT_ONCE = 100_000, 25, 9, 2_000
COMMON, RARE, EVERY = "school", "zanzibar", 8_000
SAID = Path(__file__).parent.parent / "schoolcheck" / "posts.jsonl"
ASKED = {
    "a rare word": RARE,
    "a common word": COMMON,
    "two common words": f"{COMMON} anyone",
    "words in a row": f'"the {COMMON}"',
    "a word nobody wrote": "nobodywrotethis",
}


def main() -> None:
    """Fill a school on each engine and print what each way of asking costs there."""
    for name in [name for name in os.environ if name.startswith("SCHOOLGATE_")]:
        del os.environ[name]
    for engine in (SqliteDatabase, lambda folder: PostgresDatabase(folder, "bench")):
        with tempfile.TemporaryDirectory() as folder:
            database: Database = engine(Path(folder))
            app = database.fresh_app()
            with factories.working_on(app), app.app_context():
                reader = fill()
                print_table(db.engine.dialect.name, measure(app, reader))
            database.close()


def fill() -> Person:
    """A hundred thousand published posts, written straight into the tables; who reads them."""
    parent, board = factories.make_user("Asha"), factories.make_board("general")
    texts = [json.loads(line)["text"] for line in SAID.read_text("utf-8").splitlines()]
    chance, begun = random.Random(1), clock.now() - timedelta(minutes=POSTS)
    batch: dict[type, list[dict[str, object]]] = {
        each: [] for each in (Topic, Post, Revision, SearchEntry)
    }
    for id_ in range(1, POSTS + 1):
        topic_id, place = divmod(id_ - 1, A_TOPIC)
        title = None if place else chance.choice(texts)[:60]
        text = " ".join(chance.choices(texts, k=2))
        text += f" {COMMON}" * (id_ % 2) + f" {RARE}" * (id_ % EVERY == 7)
        at, html = begun + timedelta(minutes=id_), f"<p>{text.replace('<', '')}</p>"
        about = {"author_id": parent.id, "created_at": at, "published_at": at}
        if title:
            batch[Topic].append(
                {"id": topic_id + 1, "board_id": board.id, "title": title, **about}
                | {"last_post_at": at, "last_position": A_TOPIC}
            )
        batch[Post].append(
            {
                "id": id_,
                "topic_id": topic_id + 1,
                "opens_topic": not place,
                "position": place + 1,
                **about,
            }
            | {"state": PostState.PUBLISHED, "last_number": 1, "published_number": 1}
        )
        version = {"post_id": id_, "number": 1}
        batch[Revision].append({**version, "title": title, "body": text, "html": html, "created_at": at})
        batch[SearchEntry].append({**version, **words_to_find(title, html)})
        if id_ % AT_ONCE == 0:
            for model, rows in batch.items():
                db.session.execute(sa.insert(model), rows)
                rows.clear()
            db.session.commit()
    db.session.execute(sa.text("ANALYZE"))
    db.session.commit()
    return parent


def measure(app: Flask, reader: Person) -> Mapping[str, Mapping[str, float]]:
    """Milliseconds of each way of asking: the search, the page with it, and the way before."""
    client = app.test_client()
    factories.sign_in(client, reader)
    assert "data-count" in client.get("/search", query_string={"q": RARE}).text
    me = db.session.get_one(User, reader.id)
    ways: Mapping[str, Callable[[str], object]] = {
        "search": lambda q: search_posts(me, read(q), Where(), page=1, newest=False),
        "page": lambda q: client.get("/search", query_string={"q": q}),
        "before": lambda q: with_like(me, q.strip('"')),
    }
    taken: dict[str, dict[str, list[float]]] = {name: {way: [] for way in ways} for name in ASKED}
    for turn in range(ROUNDS + 1):
        for name, way, milliseconds in _once(ways):
            if turn:
                taken[name][way].append(milliseconds)
    return {
        name: {way: median(times) for way, times in by_way.items()} for name, by_way in taken.items()
    }


def _once(ways: Mapping[str, Callable[[str], object]]) -> Iterator[tuple[str, str, float]]:
    for name, q in ASKED.items():
        for way, ask in ways.items():
            begun = time.perf_counter()
            ask(q)
            yield name, way, (time.perf_counter() - begun) * 1000
            db.session.rollback()


def with_like(viewer: User, words: str) -> object:
    """The newest posts with exactly this in them, as search did it first: no order, no count."""
    in_title = sa.and_(Post.opens_topic, Topic.title.icontains(words, autoescape=True))
    query = (
        visible_posts(viewer)
        .where(Post.state == PostState.PUBLISHED, Topic.published_at.is_not(None))
        .where(readable(viewer), Board.archived_at.is_(None))
        .where(sa.or_(Revision.body.icontains(words, autoescape=True), in_title))
        .order_by(Post.id.desc())
        .limit(21)
    )
    return db.session.execute(query).unique().all()


def print_table(engine: str, taken: Mapping[str, Mapping[str, float]]) -> None:
    """One line for each thing asked for."""
    print(f"\nSearch of {POSTS:,} posts on {engine}, ms (whole time)\n")
    print(f"{'':<24}{'search':>10}{'page':>10}{'LIKE':>10}{'LIKE takes':>16}")
    for name, by_way in taken.items():
        ratio = f"{by_way['before'] / by_way['search']:.1f} times"
        figures = "".join(f"{by_way[way]:>10.1f}" for way in ("search", "page", "before"))
        print(f"{name:<24}{figures}{ratio:>16}")


if __name__ == "__main__":
    main()

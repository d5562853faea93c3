"""`make bench`: how long screening and pages take, beside something plain, in one run.

Every figure is the median of rounds that take turns, so that whatever else the machine does weighs
on all alike. Only ratios are worth comparing between machines. Nothing is asserted.
"""

import os
import tempfile
import time
from collections.abc import Callable, Mapping
from statistics import median

from flask import Flask, render_template_string

from forum.boards.models import Post, PostState, Revision, Topic
from forum.database import prepare
from forum.extensions import db
from forum.permissions import Role
from moderation import clock
from tests import factories
from tests.bench import screening, search
from tests.factories import Person
from tests.serving import build, statements_of

ROUNDS = 15
LONG_TOPIC = 5_000
WORDS = (
    "The coach for the year four trip leaves at half past eight from the gate by the church, so "
    "please bring a packed lunch, a waterproof coat and the signed form; the office is open. "
)
PLAIN_PAGE = """<!doctype html><html lang="en"><head><title>Plain</title></head><body><h1>Plain</h1>
{% for post in posts %}<article id="post-{{ loop.index }}"><header>{{ post.name }}, {{ post.time }}
</header><div>{{ post.html|safe }}</div></article>{% endfor %}</body></html>"""


def main() -> None:
    """Measure screening, then the pages of a small school, then search in a large one."""
    screening.main()
    for name in [name for name in os.environ if name.startswith("SCHOOLGATE_")]:
        del os.environ[name]
    with tempfile.TemporaryDirectory() as folder:
        app = build(INSTANCE_PATH=folder)
        with app.app_context():
            prepare(app)
        with factories.working_on(app):
            measure_pages(app)
        with app.app_context():
            db.engine.dispose()
    search.main()


def measure_pages(app: Flask) -> None:
    """Each page beside a plain Flask page that renders twenty posts from memory."""
    parent, moderator, pages = a_school(app)
    clients = {}
    for person in (parent, moderator):
        clients[person.id] = app.test_client()
        factories.sign_in(clients[person.id], person)
    plain = plain_app().test_client()
    wanted: dict[str, Callable[[], object]] = {"plain": lambda: plain.get("/")}
    statements = {}
    for name, (person, path) in pages.items():
        client = clients[person.id]
        with statements_of(app) as sent:
            answer = client.get(path)
        assert answer.status_code == 200, (path, answer.status)
        statements[name] = len(sent)
        wanted[name] = lambda client=client, path=path: client.get(path)
    taken = in_turns(wanted, rounds=ROUNDS)
    print("\nPages, CPU time (beside a plain Flask page of 20 posts from memory)\n")
    print(f"{'page':<38}{'ms':>8}{'beside plain':>16}{'SQL statements':>17}")
    for name, milliseconds in taken.items():
        ratio = f"{milliseconds / taken['plain']:.1f} times"
        print(f"{name:<38}{milliseconds:>8.2f}{ratio:>16}{statements.get(name, 0):>17}")
    print()


def a_school(app: Flask) -> tuple[Person, Person, Mapping[str, tuple[Person, str]]]:
    """A parent, a moderator, and the pages to measure with who looks at each."""
    parent = factories.make_user("Asha", years=["Year 2"])
    moderator = factories.make_user("Mo", roles=[Role.MODERATOR])
    board = factories.make_board("general")
    for number in range(7):
        factories.make_board(f"board-{number}")
    for number in range(25):
        factories.post_topic(parent, board, title=f"Topic {number}")
    topic = factories.post_topic(parent, board, title="Twenty posts", body=WORDS)
    for number in range(19):
        factories.post_reply(parent, topic.topic_id, f"{WORDS} Number {number}.")
    long = factories.post_topic(parent, board, title="Five thousand posts", body=WORDS)
    fill(app, long.topic_id, parent)
    for number in range(20):
        factories.post_reply(parent, topic.topic_id, f"Ring me on 07700 9001{number:02} about it.")
    return (
        parent,
        moderator,
        {
            "index": (parent, "/"),
            "board": (parent, f"/boards/{board.slug}"),
            "topic, 20 posts": (moderator, f"/topics/{topic.topic_id}"),
            f"topic, last page of {LONG_TOPIC:,} posts": (
                moderator,
                f"/topics/{long.topic_id}?page=last",
            ),
            "queue": (moderator, "/moderation/"),
        },
    )


def fill(app: Flask, topic_id: int, author: Person) -> None:
    """Thousands of published posts, written straight into the tables: only reading is measured."""
    with app.app_context():
        now, html = clock.now(), f"<p>{WORDS}</p>\n"
        topic = db.session.get_one(Topic, topic_id)
        for number in range(topic.last_position + 1, LONG_TOPIC + 1):
            post = Post(
                topic_id=topic_id,
                author_id=author.id,
                position=number,
                state=PostState.PUBLISHED,
                published_number=1,
                created_at=now,
                published_at=now,
            )
            post.revisions.append(Revision(number=1, body=WORDS, html=html, created_at=now))
            db.session.add(post)
        topic.last_position = LONG_TOPIC
        db.session.commit()


def plain_app() -> Flask:
    """The plainest page there is: twenty posts from memory, no accounts, no database."""
    app = Flask("plain")
    posts = [{"name": "Asha", "time": "today", "html": f"<p>{WORDS}</p>"} for _ in range(20)]

    @app.get("/")
    def page() -> str:
        return render_template_string(PLAIN_PAGE, posts=posts)

    return app


def in_turns(wanted: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """The median CPU milliseconds of each, measured in turns after one warm-up round."""
    taken: dict[str, list[float]] = {name: [] for name in wanted}
    for round_number in range(rounds + 1):
        for name, call in wanted.items():
            begun = time.process_time()
            call()
            if round_number:
                taken[name].append((time.process_time() - begun) * 1000)
    return {name: median(times) for name, times in taken.items()}


if __name__ == "__main__":
    main()

"""A version to come: announced on the policy page, and accepted from its day on."""

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from forum.extensions import db, moderation
from moderation.policy import parse
from moderation.policy.editions import Editions
from moderation.policy.schooltime import midnight_of
from tests import factories
from tests.forum.pages import browser
from tests.moderation.policy.editing import SHIPPED

Time = time_machine.TimeMachineFixture
ROOT = Path(__file__).parents[3]
TEXT = SHIPPED.replace('version = "2017/18"', 'version = "2027"').replace(
    "effective_from = 2017-09-01", "effective_from = 2027-01-04"
)
NEXT = parse(TEXT)


@pytest.fixture
def announced(app: Flask, time_machine: Time) -> Flask:
    """A school whose new version waits for its day."""
    time_machine.move_to(datetime(2026, 11, 24, 10, 0, tzinfo=UTC), tick=False)
    moderation._editions = Editions(
        moderation.policy, NEXT, midnight_of(date(2027, 1, 4), moderation.policy)
    )
    with app.app_context():
        moderation.record_policy()
        db.session.commit()
    return app


def test_a_new_calendar_is_accepted_by_nobody_and_new_words_by_everybody(
    announced: Flask, time_machine: Time
) -> None:
    asha = factories.make_user("Asha")
    factories.make_board("general")
    calendar = parse(SHIPPED.replace("last_day = 2026-12-18", "last_day = 2026-12-17"))
    for policy, status in ((calendar, 200), (NEXT, 303)):
        time_machine.move_to(datetime(2027, 1, 4, 9, 0, tzinfo=UTC), tick=False)
        moderation._editions = Editions(policy)
        with announced.app_context():
            moderation.record_policy()
            db.session.commit()
        assert browser(announced, asha).get("/boards/general").status_code == status
        page = browser(announced, asha).get("/me/account").text
        assert ("The policy in force</a>" in page) is (status == 200)


def test_the_policy_page_announces_it_and_lists_the_earlier_ones_from_its_day(
    announced: Flask, time_machine: Time
) -> None:
    client, old = announced.test_client(), moderation.policy
    page = client.get("/policy").text
    assert "A new version comes into force on Monday 4 January 2027." in page
    assert f'href="/policy/{NEXT.hash[:12]}">Read version 2027</a>' in page
    assert "2017/18. In force from 1 September 2017." in page
    assert "Earlier versions" not in page
    to_come = client.get(f"/policy/{NEXT.hash[:12]}").text
    assert "This version is not in force yet." in to_come
    assert "A new version comes" not in to_come
    time_machine.move_to(datetime(2027, 1, 4, 0, 0, tzinfo=UTC), tick=False)
    page = client.get("/policy").text
    assert "2027. In force from 4 January 2027." in page
    assert "comes into force" not in page
    assert f'href="/policy/{old.hash[:12]}">2017/18</a>, in force here until 3 January 2027' in page
    assert "This is an earlier version." in client.get(f"/policy/{old.hash[:12]}").text
    with announced.app_context():
        moderation.remind()
        db.session.commit()
    assert client.get("/policy").text == page


def test_members_are_asked_to_accept_it_on_its_day_and_not_before(
    announced: Flask, time_machine: Time
) -> None:
    time_machine.move_to(datetime(2027, 1, 3, 23, 59, 59, tzinfo=UTC), tick=False)
    parent = browser(announced, factories.make_user())
    assert parent.get("/me").status_code == 200
    time_machine.move_to(datetime(2027, 1, 4, 0, 0, tzinfo=UTC), tick=False)
    assert parent.get("/me").location == "/policy/accept?next=/me"
    page = parent.get("/policy/accept").text
    assert "The policy has changed" in page
    assert "2027, in short" in page
    accepted = parent.post("/policy/accept", data={"accept_policy": "y", "next": "/me"})
    assert accepted.location == "/me"
    assert parent.get("/me").status_code == 200


def test_a_version_to_come_costs_a_page_no_statement(
    announced: Flask,
    client: FlaskClient,
    time_machine: Time,
    sql: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    factories.sign_in(client, factories.make_user(years=["Year 2"]))
    with sql() as statements:
        assert client.get("/me/account").status_code == 200
    assert len(statements) == 2


def flask(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command as the office gives it, with the school's own folder."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", *arguments],
        cwd=ROOT,
        env={**kept, "SCHOOLGATE_INSTANCE_PATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_file_beside_the_one_in_force_is_the_version_to_come(
    make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    folder = tmp_path / "instance"
    folder.mkdir()
    (folder / "policy-next.toml").write_text(TEXT, encoding="utf-8")
    app = make_app()
    assert app.config["POLICY_NEXT_FILE"] == str(folder / "policy-next.toml")
    assert moderation.policy_to_come or moderation.policy.version == "2027"


def test_a_version_in_the_wrong_place_stops_the_start_and_says_where_it_belongs(
    tmp_path: Path,
) -> None:
    assert flask(tmp_path, "forum", "invite", "a@school.example", "--role", "admin").returncode == 0
    ahead = TEXT.replace("effective_from = 2027-01-04", "effective_from = 2999-01-04")
    (tmp_path / "policy.toml").write_text(ahead, encoding="utf-8")
    stopped = flask(tmp_path, "forum", "send-mail")
    assert stopped.returncode == 1
    assert "Traceback" not in stopped.stderr
    assert "Call this file policy-next.toml" in stopped.stderr

"""The worker sends what is due and is woken; without one, the server looks by itself."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from time import monotonic, sleep

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from forum.database import prepare
from forum.extensions import db
from forum.notifications import queue, worker
from moderation import clock
from tests import factories
from tests.factories import Person, Place
from tests.forum.notifications import mail_server
from tests.forum.notifications.mail_server import MailServer
from tests.forum.pages import browser
from tests.product import ROOT

PATIENCE = 60  # seconds


def test_a_worker_that_is_woken_sends_what_waits_and_stops_when_told(
    make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    with mail_server.running() as server:
        folder = tmp_path / "instance"
        app = make_app(INSTANCE_PATH=str(folder))
        with app.app_context():
            prepare(app)
            queue("a@x.example", "Before", "Words")
            db.session.commit()
        settings = {
            "SCHOOLGATE_INSTANCE_PATH": str(folder),
            "SCHOOLGATE_MAIL_SERVER": server.address,
            "SCHOOLGATE_MAIL_STARTTLS": "false",
        }
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "forum", "work"]
        running = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **settings})
        try:
            _wait_for(server, 1)
            with app.app_context():
                queue("b@x.example", "After", "Words")
                db.session.commit()
            worker.wake(app)
            _wait_for(server, 2)
        finally:
            running.terminate()
            running.wait(PATIENCE)
    assert "Subject: Before" in server.received[0]
    assert "Subject: After" in server.received[1]


def _wait_for(server: MailServer, count: int) -> None:
    until = monotonic() + PATIENCE
    while len(server.received) < count:
        assert monotonic() < until, "nothing arrived"
        sleep(0.05)


def test_where_a_worker_runs_the_server_only_wakes_it(
    app: Flask, client: FlaskClient, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.config["WORKER"] = True
    woken: list[Flask] = []
    monkeypatch.setattr(worker, "wake", woken.append)
    with client.post("/forgot-password", data={"email": factories.make_user().email}):
        pass
    assert woken == [app]
    assert not server.received


def test_without_a_worker_any_page_lets_the_server_look_now_and_then(
    app: Flask,
    asha: Person,
    ben: Person,
    general: Place,
    server: MailServer,
    school_day: object,
    time_machine: time_machine.TimeMachineFixture,
) -> None:
    app.config["DELIVER_EVERY_SECONDS"] = 60
    reader = browser(app, asha)
    with app.app_context():
        queue("a@x.example", "A message", "Words", not_before=clock.now() + timedelta(seconds=90))
        db.session.commit()
    for seconds, arrived in ((0, 0), (70, 0), (40, 0), (30, 1)):
        time_machine.shift(seconds)
        with reader.get("/"):
            pass
        assert len(server.received) == arrived

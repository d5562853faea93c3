"""The forum's commands, and what production refuses."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from forum.accounts import queries
from forum.accounts.services import refuse_demo_accounts_in_production
from forum.config import UnsafeConfiguration
from forum.extensions import db
from forum.notifications import queue
from tests import factories

HEADER = "role,title,given_name,family_name,known_as,year_group,job\n"


@pytest.fixture
def commands(app: Flask):
    """Runs a command as `flask --app wsgi …` does, in a context of its own."""
    return app.test_cli_runner()


def test_a_roll_is_imported(app: Flask, commands, tmp_path: Path) -> None:
    file = tmp_path / "roll.csv"
    file.write_text(HEADER + "pupil,,Ravi,Patel,,Year 2,\n")
    done = commands.invoke(args=["forum", "import-roll", str(file)])
    assert done.exit_code == 0, done.output
    assert "On the roll now: 1." in done.output
    with app.app_context():
        assert [entry.given_name for entry in queries.roll()] == ["Ravi"]


def test_a_roll_to_mend_is_refused_whole_with_every_line(app: Flask, commands, tmp_path: Path) -> None:
    file = tmp_path / "roll.csv"
    file.write_text(HEADER + "pupil,,Ravi,Patel,,Year 2,\ncook,,A,B,,,\npupil,,,C,,,\n")
    done = commands.invoke(args=["forum", "import-roll", str(file)])
    assert done.exit_code == 1
    assert "line 3" in done.output
    assert "line 4" in done.output
    with app.app_context():
        assert not queries.roll()


def test_an_invitation_prints_a_link_that_works(app: Flask, commands) -> None:
    done = commands.invoke(
        args=["forum", "invite", "Head@School.example", "--role", "admin", "--role", "moderator"]
    )
    assert done.exit_code == 0, done.output
    link = done.output.strip().splitlines()[-1]
    assert link.startswith("http://localhost/join/")
    page = app.test_client().get(link)
    assert page.status_code == 200
    assert "head@school.example" in page.text


@pytest.mark.parametrize(
    "arguments",
    [["a@school.example"], ["a@school.example", "--role", "king"], ["nobody", "--role", "parent"]],
)
def test_an_invitation_that_makes_no_sense_is_refused(app: Flask, commands, arguments) -> None:
    assert commands.invoke(args=["forum", "invite", *arguments]).exit_code != 0
    with app.app_context():
        assert not queries.open_invitations()


def test_somebody_with_an_account_is_not_invited(app: Flask, commands) -> None:
    parent = factories.make_user()
    done = commands.invoke(args=["forum", "invite", parent.email, "--role", "parent"])
    assert done.exit_code == 1
    assert "has an account" in done.output


def test_waiting_mail_is_sent(
    app: Flask, commands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "instance_path", str(tmp_path))
    with app.app_context():
        queue("a@x.example", "Hello", "Words")
        db.session.commit()
    done = commands.invoke(args=["forum", "send-mail"])
    assert (done.exit_code, done.output.strip()) == (0, "1 mails sent, 0 still wait.")


def test_production_refuses_the_demo_school(app: Flask) -> None:
    app.config["PRODUCTION"] = True
    with app.app_context():
        refuse_demo_accounts_in_production(app)
        factories.make_user(email="head@notdemo.example")
        refuse_demo_accounts_in_production(app)
        factories.make_user(email="head@demo.example")
        with pytest.raises(UnsafeConfiguration, match="demo school"):
            refuse_demo_accounts_in_production(app)
        app.config["PRODUCTION"] = False
        refuse_demo_accounts_in_production(app)


def test_a_policy_to_mend_stops_the_start_with_the_line_and_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_text("schema = 1\nnonsense = true\n")
    started = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "forum", "send-mail"],
        cwd=Path(__file__).parent.parent.parent,
        env={**os.environ, "SCHOOLGATE_INSTANCE_PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert started.returncode == 1
    assert "line 2" in started.stderr
    assert "Traceback" not in started.stderr

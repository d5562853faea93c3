"""Taking over a roll: all of it, or nothing and every line to mend."""

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient

from forum.accounts.models import RollEntry
from forum.extensions import db
from moderation.records.models import AuditEntry
from tests import factories

HEADER = "role,title,given_name,family_name,known_as,year_group,job\n"
GOOD = HEADER + "staff,Mrs,Samina,Akhtar,Mrs A;Mina,Year 1,Class teacher\npupil,,Ravi,Patel,,Year 2,\n"

pytestmark = pytest.mark.both_engines


@pytest.fixture
def browser(client: FlaskClient) -> FlaskClient:
    factories.sign_in(client, factories.make_user(roles=["admin"]))
    return client


def upload(browser: FlaskClient, content: bytes):
    return browser.post("/admin/roll", data={"file": (io.BytesIO(content), "roll.csv")})


def names(app: Flask) -> list[str]:
    with app.app_context():
        return sorted(entry.family_name for entry in db.session.query(RollEntry))


def test_a_roll_is_taken_over_and_shown(app: Flask, browser: FlaskClient) -> None:
    assert upload(browser, b"\xef\xbb\xbf" + GOOD.encode()).status_code == 303
    page = browser.get("/admin/roll").text
    assert "Mrs A, Mina" in page
    assert "1 staff and 1 pupils" in page
    with app.app_context():
        entry = db.session.query(AuditEntry).filter_by(action="roll:replaced").one()
        assert entry.detail == {"staff": 1, "pupils": 1, "links_lost": 0}
        assert "Akhtar" not in str(entry.detail)


def test_a_new_roll_takes_the_place_of_the_old(app: Flask, browser: FlaskClient) -> None:
    upload(browser, GOOD.encode())
    upload(browser, (HEADER + "pupil,,Ada,Lovett,,Year 6,\n").encode())
    assert names(app) == ["Lovett"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            (GOOD + "cook,Mr,Tom,Best,,,\npupil,,,Nameless,,,\n").encode(),
            ["line 4, role: “cook” is not a role.", "line 5, given_name: The given name is blank."],
        ),
        (GOOD.replace("Patel,,", "Patel,").encode(), ["line 3, the whole line: There are 6 values"]),
        (GOOD.replace("Ravi", "R" * 201).encode(), ["line 3, given_name: This is 201 characters"]),
        (GOOD.replace("Patel", "Pa\u202etel").encode(), ["line 3, family_name", "cannot be seen"]),
        (GOOD.replace("family_name", "surname").encode(), ["line 1, family_name", "line 1, surname"]),
        (b"name,class\nRavi,2\n", ["line 1", "role,title,given_name"]),
        (b"", ["line 1"]),
        (HEADER.encode(), ["nobody on this roll"]),
        (GOOD.encode("utf-16"), ["line 1", "CSV UTF-8"]),
        (GOOD.encode() + b"pupil,,Zo\xeb,Smith,,Year 1,\n", ["line 4", "CSV UTF-8"]),
        (GOOD.encode() + b"\x00\x00\n", ["line 4", "not a text file"]),
    ],
)
def test_a_roll_to_mend_names_every_line_and_changes_nothing(
    app: Flask, browser: FlaskClient, content: bytes, said: list[str]
) -> None:
    upload(browser, GOOD.encode())
    answer = upload(browser, content)
    assert answer.status_code == 422
    for words in said:
        assert words in answer.text
    assert names(app) == ["Akhtar", "Patel"]


def test_no_file_at_all_says_so(browser: FlaskClient) -> None:
    answer = browser.post("/admin/roll", data={})
    assert answer.status_code == 422
    assert "choose a file" in answer.text


def test_a_thousand_faults_are_not_all_listed(browser: FlaskClient) -> None:
    answer = upload(browser, (HEADER + "cook,,A,B,,,\n" * 1000).encode())
    assert "and 800 more" in answer.text


def test_a_file_beyond_all_measure_is_refused(app: Flask, browser: FlaskClient) -> None:
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="roll.csv"\r\n\r\n'
    answer = browser.post(
        "/admin/roll",
        data=head + b"x" * 2_000_000 + b"\r\n--x--\r\n",
        content_type="multipart/form-data; boundary=x",
    )
    assert answer.status_code == 413

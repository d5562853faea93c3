"""The policy in each of its versions, privacy, accessibility: for everybody."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from forum.extensions import db, moderation
from moderation import clock
from moderation.policy.models import PolicyVersion


def test_the_policy_shows_every_clause_with_its_anchor_and_plain_english(
    client: FlaskClient,
) -> None:
    page = client.get("/policy").text
    for clause in moderation.policy.clauses.values():
        assert f'id="clause-{clause.id}"' in page
    assert page.count("In plain English: ") == len(moderation.policy.clauses)


def test_the_version_in_force_is_found_by_the_beginning_of_its_fingerprint(
    client: FlaskClient,
) -> None:
    page = client.get(f"/policy/{moderation.policy.hash[:12]}")
    assert page.status_code == 200
    assert "earlier version" not in page.text


def test_an_earlier_version_stays_readable(app: Flask, client: FlaskClient) -> None:
    policy = moderation.policy
    with app.app_context():
        db.session.add(
            PolicyVersion(
                hash="ab" * 32,
                title=policy.title,
                label="2016/17",
                effective_from=policy.effective_from,
                source=policy.source.replace('version = "2017/18"', 'version = "2016/17"'),
                recorded_at=clock.now(),
            )
        )
        db.session.commit()
    page = client.get("/policy/abababab")
    assert page.status_code == 200
    assert "This is an earlier version" in page.text
    assert "2016/17" in page.text


@pytest.mark.parametrize("version", ["", "abc", "zzzzzzzz", "0" * 64, "%", "________", "2017"])
def test_a_version_there_never_was_is_not_found(client: FlaskClient, version: str) -> None:
    assert client.get(f"/policy/{version}").status_code == 404


@pytest.mark.parametrize("path", ["/privacy", "/accessibility", "/policy", "/sign-in"])
def test_public_pages_have_a_heading_a_title_and_a_way_back(client: FlaskClient, path: str) -> None:
    page = client.get(path)
    assert page.status_code == 200
    assert page.text.count("<h1>") == 1
    assert "way-back" in page.text
    assert moderation.policy.school.name in page.text.partition("</title>")[0]

"""What tests of the forum's pages share: a signed-in browser, and reading a page for its posts."""

import re

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from forum.extensions import db
from tests import factories
from tests.factories import Person

CLEAN = "Is PE on Friday this week?"
RUDE = "The new gate is a load of shit and everybody knows it."


def browser(app: Flask, person: Person) -> FlaskClient:
    """A browser in which this person is signed in."""
    client = app.test_client()
    assert factories.sign_in(client, person).status_code == 303
    return client


def articles(html: str) -> list[tuple[str, str]]:
    """The id and state of every post on a page, in order."""
    return re.findall(r'<article[^>]* id="post-(\d+)" data-state="(\w+)"', html)


def count_of(app: Flask, model: type) -> int:
    """How many rows there are of a model."""
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0

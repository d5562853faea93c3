"""Two parents and a board for everyone."""

import pytest
from flask import Flask

from tests import factories
from tests.factories import Person, Place


@pytest.fixture
def asha(app: Flask) -> Person:
    """A parent with a child in Year 2."""
    return factories.make_user("Asha", years=["Year 2"])


@pytest.fixture
def ben(app: Flask) -> Person:
    """A parent with a child in Year 5."""
    return factories.make_user("Ben", years=["Year 5"])


@pytest.fixture
def general(app: Flask) -> Place:
    """The board everyone reads."""
    return factories.make_board("general")

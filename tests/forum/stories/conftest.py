"""The school of the stories on a Tuesday morning in term, screened as a real school is."""

from datetime import datetime

import pytest
from flask import Flask

from moderation.screening import Screener
from tests.forum.stories.school import School, open_school


@pytest.fixture(scope="session")
def _model_is_read() -> None:
    """Every check has been asked once, so that no story waits for one to be read from disk."""
    Screener().screen("Good morning, is PE on Friday this week?", limit_seconds=60)


@pytest.fixture
def words_decide(_model_is_read: None) -> None:
    """These posts are screened with the model, as a real school's are."""


@pytest.fixture
def school(app: Flask, school_day: datetime) -> School:
    """Everybody of the stories; the time stands still until a test moves it."""
    return open_school(app)

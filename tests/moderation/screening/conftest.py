"""Here every check is as it ships, the model included."""

import pytest


@pytest.fixture
def words_decide() -> None:
    """Nothing is changed: what the model thinks is the matter of these tests."""

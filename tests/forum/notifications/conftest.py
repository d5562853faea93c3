"""A mail server that runs, on the school's morning."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.forum.notifications import mail_server
from tests.forum.notifications.mail_server import MailServer


@pytest.fixture
def server(app: Flask) -> Iterator[MailServer]:
    """Where the application's mail arrives."""
    with mail_server.running() as running:
        app.config.update(MAIL_SERVER=running.address, MAIL_STARTTLS=False)
        yield running

"""What tests of being told share: what the News page says, and the mails that would go now."""

import re
from email import message_from_string
from email.message import Message
from email.policy import default

from flask import Flask
from flask.testing import FlaskClient

from forum.accounts.models import User
from forum.extensions import db
from forum.notifications import delivery, following
from forum.notifications.models import MailSettings
from tests.factories import Person
from tests.forum.notifications.mail_server import MailServer


def news(reader: FlaskClient, new: str = "yes") -> list[str]:
    """The lines of the News page that are new, or those that are not."""
    page = reader.get("/me/notifications").text
    lines = re.findall(r'data-new="(\w+)">\s*<p><a href="([^"]+)">([^<]+)</a>', page)
    return [words for is_new, _, words in lines if is_new == new]


def count(reader: FlaskClient) -> int:
    """How much the bar says is new."""
    found = re.search(r'class="count" data-new="(\d+)"', reader.get("/search").text)
    return int(found[1]) if found else 0


def choose(app: Flask, person: Person, **wanted: object) -> None:
    """This person's settings, as usual but for these."""
    with app.app_context():
        user = db.session.get_one(User, person.id)
        settings = MailSettings.usual(person.id)
        for name, value in wanted.items():
            setattr(settings, name, value)
        following.change_settings(settings, person=user)
        db.session.commit()


def deliver(app: Flask, server: MailServer) -> list[Message]:
    """The mails that arrive when a worker looks now."""
    before = len(server.received)
    with app.app_context():
        delivery.deliver_due()
    return [message_from_string(text, policy=default) for text in server.received[before:]]

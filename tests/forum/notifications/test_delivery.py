"""Mail leaves only after its transaction is kept, once, and waits when it cannot go."""

import socket
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from forum.extensions import db
from forum.notifications import delivery, queries, queue
from forum.notifications.models import Mail
from moderation import clock
from tests import factories
from tests.forum.notifications.mail_server import MailServer

pytestmark = pytest.mark.both_engines


def queue_for(app: Flask, *addresses: str) -> None:
    with app.app_context():
        for address in addresses:
            queue(address, "A message for you", f"It is on the forum.\n{address}\n")
        db.session.commit()


def all_mail(app: Flask) -> list[Mail]:
    with app.app_context():
        kept = db.session.query(Mail).order_by(Mail.id).all()
        db.session.expunge_all()
        return kept


def test_a_request_s_mail_goes_out_once_its_answer_has(
    app: Flask, client: FlaskClient, server: MailServer
) -> None:
    parent = factories.make_user()
    with client.post("/forgot-password", data={"email": parent.email}) as answer:
        assert answer.status_code == 303
        assert not server.received
    assert len(server.received) == 1
    assert f"To: {parent.email}" in server.received[0]
    assert "/reset/" in server.received[0]
    (mail,) = all_mail(app)
    assert mail.sent_at is not None
    assert mail.body == ""


def test_a_page_that_is_refused_sends_nothing(
    app: Flask, client: FlaskClient, server: MailServer
) -> None:
    with client.post("/contact/complaint", data={"text": ""}) as answer:
        assert answer.status_code == 422
    assert not all_mail(app)
    assert not server.received


def test_a_mail_server_that_does_not_answer_never_spoils_the_page(
    app: Flask, client: FlaskClient
) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        app.config.update(MAIL_SERVER=f"127.0.0.1:{unused.getsockname()[1]}", MAIL_STARTTLS=False)
        parent = factories.make_user()
        with client.post("/forgot-password", data={"email": parent.email}) as answer:
            assert answer.status_code == 303
    (mail,) = all_mail(app)
    assert (mail.sent_at, mail.attempts, mail.claimed_at) == (None, 1, None)
    assert mail.last_problem == "ConnectionRefusedError"
    assert mail.body


def test_what_waits_is_sent_later(app: Flask, server: MailServer) -> None:
    queue_for(app, "a@x.example", "b@x.example")
    server.refuses = "a@x.example"
    with app.app_context():
        assert delivery.deliver_waiting() == (1, 1)
    server.refuses = ""
    with app.app_context():
        assert delivery.deliver_waiting() == (1, 0)
        assert delivery.deliver_waiting() == (0, 0)
    assert [mail.attempts for mail in all_mail(app)] == [2, 1]
    assert len(server.received) == 2


def test_two_who_send_at_once_never_send_the_same_mail(app: Flask, server: MailServer) -> None:
    queue_for(app, "a@x.example")
    with app.app_context():
        assert len(queries.claim([1])) == 1
        db.session.commit()
    with app.app_context():
        assert not queries.claim([1])
        db.session.rollback()
        assert delivery.deliver_waiting() == (0, 1)
    assert not server.received


def test_mail_that_may_not_go_yet_waits_for_its_time(
    app: Flask, server: MailServer, school_day: object, time_machine: time_machine.TimeMachineFixture
) -> None:
    with app.app_context():
        queue("a@x.example", "A message", "Words", not_before=clock.now() + timedelta(seconds=60))
        db.session.commit()
        delivery.deliver_queued()
        assert delivery.deliver_waiting() == (0, 0)
        time_machine.shift(61)
        assert delivery.deliver_due() == 1
    assert len(server.received) == 1


def test_each_try_that_fails_is_followed_by_a_longer_wait_and_the_last_by_a_record(
    app: Flask, server: MailServer, school_day: object, time_machine: time_machine.TimeMachineFixture
) -> None:
    queue_for(app, "a@x.example")
    server.refuses = "a@x.example"
    with app.app_context():
        for minutes in delivery.WAITS:
            assert len(queries.due_ids()) == 1
            delivery.deliver_due()
            time_machine.shift(minutes * 60 - 1)
            assert not queries.due_ids()
            time_machine.shift(1)
        delivery.deliver_due()
    (mail,) = all_mail(app)
    assert mail.attempts == len(delivery.WAITS) + 1
    assert mail.dropped_at
    assert (mail.sent_at, mail.body, mail.last_problem) == (None, "", "SMTPRecipientsRefused")
    with app.app_context():
        assert delivery.deliver_waiting() == (0, 0)


def test_a_worker_that_dies_half_way_loses_nothing_and_repeats_nothing_it_had_sent(
    app: Flask,
    server: MailServer,
    school_day: object,
    time_machine: time_machine.TimeMachineFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    queue_for(app, "a@x.example", "b@x.example", "c@x.example")
    note = delivery._note_sent

    def dies(mail_id: int) -> None:
        note(mail_id)
        raise KeyboardInterrupt

    with app.app_context(), monkeypatch.context() as dying:
        dying.setattr(delivery, "_note_sent", dies)
        with pytest.raises(KeyboardInterrupt):
            delivery.deliver_due()
    with app.app_context():
        assert delivery.deliver_due() == 0
        time_machine.shift(queries.CLAIM_LASTS.total_seconds() + 1)
        assert delivery.deliver_due() == 2
    assert len(server.received) == 3


def test_without_a_server_each_mail_is_written_as_a_file(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "instance_path", str(tmp_path))
    queue_for(app, "a@x.example")
    with app.app_context():
        assert delivery.deliver_waiting() == (1, 0)
    (written,) = (tmp_path / "mail").iterdir()
    assert written.suffix == ".eml"
    assert "To: a@x.example" in written.read_text()


def test_a_subject_is_one_line_whatever_it_holds(app: Flask) -> None:
    with app.app_context():
        mail = queue("a@x.example", "Hello\r\nBcc: everybody@x.example" + "x" * 300, "Words")
        assert "\n" not in mail.subject
        assert len(mail.subject) == 200


def test_mail_of_a_transaction_that_is_not_kept_never_leaves(app: Flask, server: MailServer) -> None:
    with app.test_request_context("/", method="POST"):
        queue("a@x.example", "Never", "sent")
        db.session.rollback()
        app.process_response(app.make_response("")).close()
    assert not server.received
    assert not all_mail(app)

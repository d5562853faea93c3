"""Mail: queued in the transaction of what it tells, sent after that transaction is kept."""

from flask import Flask

from forum.notifications.services import queue

__all__ = ["init_app", "queue"]


def init_app(app: Flask) -> None:
    """Send what a request queued once its answer has gone out."""
    from forum.notifications import delivery

    app.after_request(delivery.deliver_when_answered)

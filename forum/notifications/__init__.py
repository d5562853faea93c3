"""Mail: queued in the transaction of what it tells, sent after that transaction is kept."""

from flask import Flask

from forum.notifications.services import queue

__all__ = ["deliver_queued", "init_app", "queue"]


def deliver_queued() -> None:
    """Send what was queued in this context, once its transaction is kept."""
    from forum.notifications import delivery

    delivery.deliver_queued()


def init_app(app: Flask) -> None:
    """Send what a request queued once its answer has gone out."""
    from forum.notifications import delivery

    app.after_request(delivery.deliver_when_answered)

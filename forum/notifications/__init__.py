"""Being told: following, news on the site, and mail that is sent once what it tells is kept."""

from flask import Flask

from forum.notifications.services import drop, queue

__all__ = ["deliver_queued", "drop", "init_app", "queue"]


def deliver_queued() -> None:
    """Send what was queued in this context, once its transaction is kept."""
    from forum.notifications import delivery

    delivery.deliver_queued()


def init_app(app: Flask) -> None:
    """Register the pages, and send what a request queued once its answer has gone out."""
    from forum.extensions import csrf
    from forum.notifications import delivery, views

    app.register_blueprint(views.blueprint)
    # The one form that comes from a mail program: its link is signed, and it only ever stops mail.
    csrf.exempt(f"{views.__name__}.unsubscribe")
    app.jinja_env.globals["count_new"] = views.count_new
    app.after_request(delivery.deliver_when_answered)

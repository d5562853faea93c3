"""People: sign-in, invitations, the school's roll, classes, and what everybody accepted."""

from flask import Flask

from forum.accounts.people import ForumPeople

__all__ = ["ForumPeople", "init_app"]


def init_app(app: Flask) -> None:
    """Register the pages, who a session belongs to, and what is asked before every page."""
    from forum.accounts import guards, views
    from forum.accounts.queries import person_of_session
    from forum.extensions import login_manager

    login_manager.user_loader(person_of_session)
    app.register_blueprint(views.accounts)
    app.register_blueprint(views.public)
    app.before_request(guards.guard)

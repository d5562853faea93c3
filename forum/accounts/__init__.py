"""People: sign-in, invitations, the school's roll, classes, and what everybody accepted."""

from flask import Flask

from forum.accounts.people import ForumPeople

__all__ = ["ForumPeople", "init_app"]


def init_app(app: Flask) -> None:
    """Register the pages, who a session belongs to, and what is asked before every page."""
    from forum.accounts import guards, sessions, views
    from forum.extensions import login_manager

    login_manager.user_loader(sessions.person_of_session)
    app.after_request(sessions.note_seen_when_answered)
    app.register_blueprint(views.accounts)
    app.register_blueprint(views.public)
    app.before_request(guards.guard)

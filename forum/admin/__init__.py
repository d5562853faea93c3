"""The school's own pages: people, invitations, boards and the roll."""

from flask import Flask

__all__ = ["init_app"]


def init_app(app: Flask) -> None:
    """Register the pages for admins."""
    from forum.admin.views import blueprint

    app.register_blueprint(blueprint)

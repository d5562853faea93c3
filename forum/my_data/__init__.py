"""A copy of what is kept of oneself, and leaving the forum."""

from flask import Flask

__all__ = ["init_app"]


def init_app(app: Flask) -> None:
    """Register the pages."""
    from forum.my_data.views import blueprint

    app.register_blueprint(blueprint)

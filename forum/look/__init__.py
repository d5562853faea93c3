"""How the pages look: the school's one colour in them, and a page that shows every piece."""

from flask import Flask

from forum.look.views import look_address, views


def init_app(app: Flask) -> None:
    """Serve the colour, and outside production the page of every piece."""
    app.jinja_env.globals["look_address"] = look_address
    app.register_blueprint(views)

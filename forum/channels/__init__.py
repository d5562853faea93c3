"""Better places for a concern: the office, a talk in confidence, a complaint, a child at risk."""

from flask import Flask

__all__ = ["init_app"]


def init_app(app: Flask) -> None:
    """Register the forms anybody can send and the staff's inbox."""
    from forum.channels import views

    app.register_blueprint(views.contact)
    app.register_blueprint(views.inbox)
    app.register_blueprint(views.mine)

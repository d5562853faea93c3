"""Schoolgate: a parents' forum with the school's own policy built into it."""

from flask import Flask

from forum import (
    accounts,
    admin,
    assets,
    boards,
    channels,
    cli,
    config,
    database,
    error_pages,
    health,
    incoming,
    look,
    my_data,
    notifications,
    reminding,
    security,
    templating,
)
from forum.addresses import full_address
from forum.extensions import bootstrap, csrf, db, limiter, login_manager, migrate, moderation

__version__ = "0.1.0"


def create_app(overrides: dict[str, object] | None = None) -> Flask:
    """The whole application. Every line is a chapter; none decides anything."""
    app = Flask(__name__, instance_path=config.instance_path(overrides))
    config.configure(app, overrides)
    incoming.init_app(app)

    db.init_app(app)
    migrate.init_app(app, db, directory=str(database.MIGRATIONS), render_as_batch=True)
    database.init_app(app)
    csrf.init_app(app)
    limiter.init_app(app)
    login_manager.init_app(app)
    bootstrap.init_app(app)
    assets.init_app(app)
    security.init_app(app)

    accounts.init_app(app)
    boards.init_app(app)
    channels.init_app(app)
    notifications.init_app(app)
    admin.init_app(app)
    my_data.init_app(app)
    moderation.init_app(
        app,
        session=db.session,
        content=[boards.PostContent()],
        people=accounts.ForumPeople(),
        policy_file=app.config["POLICY_FILE"],
        next_policy_file=app.config["POLICY_NEXT_FILE"],
        layout="base.html",
        deliver=notifications.deliver_queued,
        address=full_address,
    )

    templating.init_app(app)
    look.init_app(app)
    error_pages.init_app(app)
    health.init_app(app)
    reminding.init_app(app)
    cli.init_app(app)
    return app

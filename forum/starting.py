"""What a server does before its first page. Commands do none of it."""

import logging

import click
from flask import Flask

from forum.database import prepare
from forum.extensions import db, moderation
from moderation import ModelDamaged

log = logging.getLogger(__name__)


def is_serving() -> bool:
    """Whether this process serves pages, rather than running a `flask` command."""
    command = click.get_current_context(silent=True)
    return command is None or command.info_name == "run"


def get_ready(app: Flask) -> None:
    """Prepare the database and open the screening model, so that the workers share it.

    In production a model that cannot be opened stops the start; elsewhere everything is held.
    """
    with app.app_context():
        prepare(app)
        try:
            moderation.open_screening()
        except ModelDamaged as damage:
            if app.config["PRODUCTION"]:
                raise
            log.error("%s Until then every post is held.", damage)
        # A server that forks now must not share this process's connections.
        db.session.remove()
        db.engine.dispose()

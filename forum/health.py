"""Whether the forum can work: for whatever watches over the server."""

import sqlalchemy as sa
from flask import Flask

from forum.extensions import db, limiter
from moderation import public


def init_app(app: Flask) -> None:
    """Answer GET /healthz with 200 while the database answers, and 503 when it does not."""

    @app.get("/healthz")
    @limiter.exempt
    @public
    def healthz() -> tuple[str, int, dict[str, str]]:
        db.session.execute(sa.select(sa.literal(1)))
        return "well\n", 200, {"Content-Type": "text/plain"}

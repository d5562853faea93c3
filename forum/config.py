"""Configuration: defaults for a laptop, everything else from SCHOOLGATE_* in the environment."""

import os
import secrets
from datetime import timedelta
from pathlib import Path

from flask import Flask

DEMO_DOMAIN = "demo.example"


class UnsafeConfiguration(RuntimeError):
    """The forum refuses to start like this; the message says what to set."""


class Defaults:
    """What holds unless the environment says otherwise."""

    PRODUCTION = False
    SECRET_KEY = ""
    SQLALCHEMY_DATABASE_URI = ""
    SQLALCHEMY_ENGINE_OPTIONS = {"hide_parameters": True}  # no log repeats what people wrote
    SESSION_COOKIE_SAMESITE = "Lax"
    SESSION_COOKIE_HTTPONLY = True
    PERMANENT_SESSION_LIFETIME = timedelta(days=14)
    REMEMBER_COOKIE_HTTPONLY = True
    REMEMBER_COOKIE_SAMESITE = "Lax"
    REMEMBER_COOKIE_DURATION = timedelta(days=14)
    WTF_CSRF_TIME_LIMIT = None  # a token lives as long as its session: nobody loses a long post
    MAX_CONTENT_LENGTH = 1_000_000  # bytes; a post is at most 20,000 characters
    MAX_FORM_MEMORY_SIZE = 1_000_000
    RATELIMIT_STORAGE_URI = "memory://"
    RATELIMIT_HEADERS_ENABLED = True
    BOOTSTRAP_SERVE_LOCAL = True
    TRUSTED_PROXIES = 0
    POLICY_FILE = ""
    POLICY_NEXT_FILE = ""  # the version to come; empty takes instance/policy-next.toml if it is there
    MAIL_SERVER = ""  # "host:port"; empty writes each mail to instance/mail
    MAIL_USERNAME = ""
    MAIL_PASSWORD = ""
    MAIL_STARTTLS = True
    MAIL_SENDER = "forum@localhost"
    DELIVER_EVERY_SECONDS = 60  # how often a server looks what mail is due; 0 leaves it to others
    WORKER = False  # whether `forum work` runs, so that the server leaves all mail to it
    SITE_URL = ""
    STAFF_NEED_SECOND_STEP = False  # whoever is more than a parent signs in with a second step
    REMIND_EVERY_MINUTES = 10  # how often a server looks what waits too long; 0 leaves it to cron


def instance_path(overrides: dict[str, object] | None = None) -> str | None:
    """The folder of the database, the policy and the mail, if it is not `instance/` beside us."""
    chosen = (overrides or {}).get("INSTANCE_PATH") or os.environ.get("SCHOOLGATE_INSTANCE_PATH")
    return str(Path(str(chosen)).resolve()) if chosen else None


def configure(app: Flask, overrides: dict[str, object] | None = None) -> None:
    """Fill `app.config`, make the instance folder, and refuse what would be unsafe in production."""
    app.config.from_object(Defaults)
    app.config.from_prefixed_env("SCHOOLGATE")
    app.config.update(overrides or {})
    Path(app.instance_path).mkdir(parents=True, exist_ok=True)
    app.config["SQLALCHEMY_DATABASE_URI"] = _database_uri(app)
    if app.config["PRODUCTION"]:
        _require_production_settings(app)
        app.config["SESSION_COOKIE_SECURE"] = app.config["REMEMBER_COOKIE_SECURE"] = True
    elif not app.config["SECRET_KEY"]:
        app.config["SECRET_KEY"] = _development_key(app)
    for setting, name in (("POLICY_FILE", "policy.toml"), ("POLICY_NEXT_FILE", "policy-next.toml")):
        file = Path(app.instance_path) / name
        if not app.config[setting] and file.exists():
            app.config[setting] = str(file)


def _database_uri(app: Flask) -> str:
    uri = str(app.config["SQLALCHEMY_DATABASE_URI"])
    if not uri:
        return f"sqlite:///{Path(app.instance_path) / 'schoolgate.db'}"
    # Hosting companies hand out the short form; SQLAlchemy wants the driver named.
    for short in ("postgres://", "postgresql://"):
        if uri.startswith(short):
            return "postgresql+psycopg://" + uri.removeprefix(short)
    return uri


def _require_production_settings(app: Flask) -> None:
    if len(str(app.config["SECRET_KEY"])) < 32:
        raise UnsafeConfiguration(
            "In production, set SCHOOLGATE_SECRET_KEY to at least 32 random characters, for example "
            'from: python -c "import secrets; print(secrets.token_urlsafe(48))"'
        )
    if not app.config["SITE_URL"]:
        raise UnsafeConfiguration(
            "In production, set SCHOOLGATE_SITE_URL to the forum's address, such as "
            "https://forum.example.sch.uk, so that links in mail are right."
        )


def _development_key(app: Flask) -> str:
    """A key of this machine's own, kept, so that a restart signs nobody out."""
    path = Path(app.instance_path) / "development-secret"
    try:
        with path.open("x") as file:
            path.chmod(0o600)
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return path.read_text() or secrets.token_urlsafe(48)

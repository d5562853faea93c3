"""What every answer carries so that browsers help to keep people safe, and proxies are trusted."""

from flask import Flask, Response
from werkzeug.middleware.proxy_fix import ProxyFix

_HEADERS = {
    # Everything comes from this site; nothing inline runs; nobody may frame it. The data: images
    # are the small shapes inside Bootstrap's own style sheet.
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def init_app(app: Flask) -> None:
    """Put the headers on every answer, and read the client's address through known proxies."""
    proxies = int(app.config["TRUSTED_PROXIES"])
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, proxies, proxies, proxies)  # type: ignore[method-assign]

    @app.after_request
    def protect(response: Response) -> Response:
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        if app.config["PRODUCTION"]:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if response.mimetype == "text/html":
            # A shared computer must not show a private page to the next person.
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

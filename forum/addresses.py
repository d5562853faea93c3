"""Addresses: full ones for mail, and which given ones are safe to go on to."""

from urllib.parse import urlsplit

from flask import current_app, has_request_context, request


def full_address(path: str) -> str:
    """`path` as it works from outside the site, such as in a mail or on a letter.

    In production the configured SITE_URL is used, never what a browser says the site is called.
    """
    site = str(current_app.config["SITE_URL"])
    if not site:
        site = request.host_url if has_request_context() else "http://127.0.0.1:8000"
    return site.rstrip("/") + path


def local_path(address: str | None) -> str:
    """`address` if it is a page of this site, else the start page."""
    address = address or "/"
    if not address.startswith("/") or address.startswith(("//", "/\\")):
        return "/"
    if "\\" in address or any(ord(letter) <= 32 or ord(letter) == 127 for letter in address):
        return "/"
    try:
        parts = urlsplit(address)
    except ValueError:
        return "/"
    return "/" if parts.scheme or parts.netloc else address

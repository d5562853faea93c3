"""Files that pages need: sent small, and kept by browsers for as long as they stay the same."""

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask, Response, request
from flask_compress import Compress

_A_YEAR = "public, max-age=31536000, immutable"

# A page's form token is signed anew every second, so how small a page becomes tells nothing of it.
compress = Compress()


def init_app(app: Flask) -> None:
    """Compress what is text, and put a mark of its content into the address of every file."""
    compress.init_app(app)
    folders = {"static": app.static_folder, "bootstrap.static": None}

    @app.url_defaults
    def mark_by_content(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint not in folders or "filename" not in values:
            return
        folder = folders[endpoint] or app.blueprints["bootstrap"].static_folder
        mark = _mark(Path(str(folder)) / str(values["filename"]))
        if mark:
            values.setdefault("v", mark)

    @app.after_request
    def keep(response: Response) -> Response:
        is_file = request.endpoint in folders or request.endpoint == "look.style"
        if is_file and response.status_code == 200:
            # Read whole, it is compressed whole, for every browser.
            response.direct_passthrough = False
            response.make_sequence()
            if request.args.get("v"):
                response.headers["Cache-Control"] = _A_YEAR
        return response


@cache
def _mark(file: Path) -> str:
    """A short mark of what is in the file; empty if there is none."""
    return sha256(file.read_bytes()).hexdigest()[:8] if file.is_file() else ""

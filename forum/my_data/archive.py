"""The file somebody takes with them: for programs as JSON, for people as one page."""

import io
import json
from collections.abc import Mapping
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from flask import render_template


def of(everything: Mapping[str, Any], school: object) -> bytes:
    """A ZIP file with `data.json` and `copy.html`, the same in two forms."""
    page = render_template("my_data/copy.html", everything=everything, school=school)
    file = io.BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as packed:
        packed.writestr("data.json", json.dumps(everything, ensure_ascii=False, indent=2))
        packed.writestr("copy.html", page)
    return file.getvalue()

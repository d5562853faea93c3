"""Every address that can be read, as the application's own map of addresses has them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from itertools import product
from zipfile import ZipFile

from flask import Flask, url_for
from pypdf import PdfReader
from werkzeug.test import TestResponse

# One value for each part of an address that no test has anything of its own for.
ANY: Mapping[str, Sequence[object]] = {
    "appeal_id": [1],
    "board_id": [1],
    "channel": ["formal_complaint"],
    "concern_id": [1],
    "filename": ["theme.css"],
    "list_id": [1],
    "measure_id": [1],
    "notice_id": [1],
    "number": [1],
    "person_id": [1],
    "post_id": [1],
    "reference": ["W-2345-6789"],
    "screenshot_id": [1],
    "slug": ["general"],
    "submission_id": [1],
    "token": ["not-a-token"],
    "topic_id": [1],
    "version": ["abcdefgh"],
    "way": ["complaint", "privacy", "child-at-risk", "talk", "meeting", "individual"],
}
FILES = "static"


def read(answer: TestResponse) -> str:
    """The words of an answer, of a letter as PDF and of a copy as ZIP as well; a picture has none."""
    if answer.mimetype.startswith("image/") and answer.mimetype != "image/svg+xml":
        return ""
    if answer.mimetype == "application/zip":
        with ZipFile(BytesIO(answer.data)) as packed:
            return "\n".join(packed.read(name).decode() for name in packed.namelist())
    if answer.mimetype != "application/pdf":
        return answer.text
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(answer.data)).pages)


def pages(app: Flask, **parts: Iterable[object]) -> list[str]:
    """The address of every page, with each combination of these parts (`post_id=[1, 2]`)."""
    return sorted(set(_addresses(app, {**ANY, **parts})))


def _addresses(app: Flask, parts: Mapping[str, Iterable[object]]) -> Iterator[str]:
    unknown = {
        part
        for rule in app.url_map.iter_rules()
        for part in rule.arguments
        if "GET" in (rule.methods or ())
    } - parts.keys()
    assert not unknown, f"Mend: say in ANY what these parts of an address may be: {sorted(unknown)}"
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if "GET" not in (rule.methods or ()) or rule.endpoint.endswith(FILES):
                continue
            names = sorted(rule.arguments)
            for values in product(*(parts[name] for name in names)):
                yield url_for(rule.endpoint, **dict(zip(names, values, strict=True)))

"""What arrives is made fit before any page reads it, so that no page need think of it.

A HEAD is answered as the GET it stands for. The NUL character, which no database keeps as text, is
taken out of every field, and an address with one, or with a number longer than any id, is not there.
"""

from collections.abc import Iterable
from typing import Any

from flask import Flask, Request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.routing import IntegerConverter, Map, UnicodeConverter

NUL = "\x00"


class _Fields(ImmutableMultiDict[str, Any]):
    """The fields of a form or of a query, without NULs."""

    def __init__(self, mapping: Iterable[tuple[str, Any]] | None = None) -> None:
        pairs = MultiDict(mapping).items(multi=True)
        super().__init__([(_without_nul(name), _without_nul(value)) for name, value in pairs])


class _FitRequest(Request):
    """A request whose every field can be kept; one for the head of a page is one for the page.

    The server leaves out the body by what was asked for, not by what we call it here.
    """

    parameter_storage_class = _Fields

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if self.method == "HEAD":
            self.method = "GET"


class _Part(UnicodeConverter):
    """A part of an address: anything but a slash or a NUL."""

    def __init__(self, map: Map, **limits: Any) -> None:
        super().__init__(map, **limits)
        self.regex = self.regex.replace("[^/]", f"[^/{NUL}]", 1)


class _Id(IntegerConverter):
    """A number in an address that can be an id; a longer one fits no column."""

    regex = r"\d{1,9}"


def init_app(app: Flask) -> None:
    """Read every request like this. To be called before the first address is registered."""
    app.request_class = _FitRequest
    app.url_map.converters = {
        **app.url_map.converters,
        "default": _Part,
        "string": _Part,
        "int": _Id,
    }


def _without_nul(value: Any) -> Any:
    return value.replace(NUL, "") if isinstance(value, str) else value

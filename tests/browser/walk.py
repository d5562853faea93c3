"""Everybody opens every page they can: by the links on pages, and by the map of addresses."""

import hashlib
import re
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

from flask import Flask
from playwright.sync_api import APIRequestContext
from werkzeug.exceptions import HTTPException

AN_ADDRESS = 2  # how many pages of one address each person opens, with other ids in it


@dataclass(frozen=True, slots=True)
class Seen:
    """A page somebody opened: whose, what address the map calls it, and what it is built of."""

    who: str
    endpoint: str
    path: str
    shape: str


class _Shape(HTMLParser):
    """What a page is built of, without its words and how often: pages of one shape are judged as one."""

    KEPT = ("class", "role", "type", "data-state", "data-route", "aria-current", "aria-invalid")

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a" and given.get("href"):
            self.links.append(str(given["href"]))
        kept = " ".join(f"{name}={given[name]}" for name in self.KEPT if name in given)
        names = " ".join(sorted(given))
        self.tags.add(f"{tag} {kept} {names}")

    @property
    def mark(self) -> str:
        return hashlib.sha256("\n".join(sorted(self.tags)).encode()).hexdigest()


def pages_of(who: str, asking: APIRequestContext, app: Flask, first: Iterable[str]) -> Iterator[Seen]:
    """Every page this person can open, at most a few of each address; they read, and press nothing."""
    urls = app.url_map.bind("localhost")
    waiting, known, opened = deque(first), set(first), defaultdict(int)
    while waiting:
        path = waiting.popleft()
        try:
            endpoint, _ = urls.match(path.split("?")[0], method="GET")
        except HTTPException:
            continue
        if opened[endpoint] >= AN_ADDRESS or endpoint.endswith("static"):
            continue
        answer = asking.get(path, max_redirects=0)
        if answer.status != 200 or "text/html" not in answer.headers.get("content-type", ""):
            continue
        opened[endpoint] += 1
        shape = _Shape()
        shape.feed(answer.text())
        yield Seen(who, endpoint, path, shape.mark)
        for link in shape.links:
            there = re.sub(r"#.*", "", link)
            if there.startswith("/") and there not in known:
                known.add(there)
                waiting.append(there)

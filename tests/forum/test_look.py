"""The school's colour on every page, readable by day and by night; files kept and pages sent small."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import TestResponse

import moderation
from forum.look.colour import Shades, by_day, by_night
from moderation.policy.keys import LEAST_CONTRAST, PAPER
from tests import factories
from tests.forum.pages import browser
from tests.moderation.policy.editing import edited

CARD_BY_NIGHT = "#1d2427"
PAPER_BY_NIGHT = "#14191b"


def fetch(reader: FlaskClient, address: str, **more: Any) -> TestResponse:
    """What came of a file, which is closed again."""
    with reader.get(address, **more) as answer:
        answer.get_data()
        return answer


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG 2 reckons it."""
    return moderation.contrast(moderation.rgb(one), moderation.rgb(other))


every_colour = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


@given(every_colour.filter(lambda colour: contrast(colour, PAPER) >= LEAST_CONTRAST))
def test_whatever_colour_a_school_may_choose_can_be_read_everywhere(colour: str) -> None:
    day, night = by_day(colour), by_night(colour)
    assert contrast(day.on_school, day.school) >= 4.5
    assert contrast(day.school_strong, "#fbf9f5") >= 4.5
    for shade in (night.school, night.school_strong):
        assert min(contrast(shade, CARD_BY_NIGHT), contrast(shade, PAPER_BY_NIGHT)) >= 4.5
    assert contrast(night.on_school, night.school) >= 4.5
    for shades, ink in ((day, "#1d2a2f"), (night, "#e8e6e0")):
        assert contrast(ink, shades.school_wash) >= 4.5
        assert contrast(shades.school, shades.school_wash) >= 3.5


def test_the_shades_of_a_colour() -> None:
    assert by_day("#1f5d57") == Shades("#1f5d57", "#16433f", "#ffffff", "#e9efee")
    assert by_night("#1f5d57") == Shades("#51c5ba", "#8ed9d2", "#0b211e", "#253c3d")
    assert by_day("#1f5d57").parts == ("31, 93, 87", "22, 67, 63")


def test_another_school_has_its_own_colour_on_every_page(
    make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text(edited("[school]", "#1f5d57", "#7a1f4b"))
    reader = make_app(POLICY_FILE=str(policy)).test_client()
    address = re.search(r'href="(/look\.css\?v=\w+)"', reader.get("/sign-in").text)
    assert address
    sheet = reader.get(address[1])
    assert "--school: #7a1f4b;" in sheet.text
    assert sheet.mimetype == "text/css"
    assert "immutable" in sheet.headers["Cache-Control"]
    assert "Set-Cookie" not in sheet.headers


def test_a_file_is_kept_under_the_mark_of_its_content(app: Flask) -> None:
    reader = app.test_client()
    found = re.findall(r'(?:href|src)="(/[^"]+\.(?:css|js|svg)\?v=\w{8})"', reader.get("/sign-in").text)
    assert len(found) >= 5
    for address in found:
        assert fetch(reader, address).headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "immutable" not in fetch(reader, "/static/theme.css").headers["Cache-Control"]
    assert reader.get("/static/nothing.css?v=12345678").status_code == 404


@pytest.mark.parametrize("how", ["br", "gzip"])
def test_pages_and_files_are_sent_small(app: Flask, how: str) -> None:
    reader = browser(app, factories.make_user("Asha"))
    for path in ("/", "/static/theme.css"):
        whole = fetch(reader, path)
        small = fetch(reader, path, headers={"Accept-Encoding": how})
        assert small.headers["Content-Encoding"] == how
        assert "Accept-Encoding" in small.headers["Vary"]
        assert len(small.data) < len(whole.data) / 2


def test_the_page_of_every_piece_is_not_for_a_real_school(
    app: Flask, make_app: Callable[..., Flask]
) -> None:
    assert "Every piece a page is made of" in app.test_client().get("/design").text
    real = make_app(PRODUCTION=True, SECRET_KEY="x" * 40, SITE_URL="https://forum.example.sch.uk")
    answer = real.test_client().get("/design", base_url="https://forum.example.sch.uk")
    assert answer.status_code == 404

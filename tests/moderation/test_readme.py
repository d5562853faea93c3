"""The site in moderation/README.md runs exactly as it stands there."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

import moderation

README = Path(moderation.__file__).with_name("README.md")


@pytest.fixture
def newsletter(tmp_path: Path) -> Iterator[FlaskClient]:
    """The README's own code as a running site; only where its database lies is changed."""
    (code,) = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    code = code.replace("sqlite:///newsletter.db", f"sqlite:///{tmp_path / 'newsletter.db'}")
    site: dict[str, Any] = {"__name__": "newsletter"}
    exec(compile(code, "README.md", "exec"), site)
    site["app"].config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    yield site["app"].test_client()
    with site["app"].app_context():
        site["db"].session.remove()
        site["db"].engine.dispose()


def test_a_harmless_comment_shows_and_a_rude_one_waits_for_the_teacher(
    newsletter: FlaskClient,
) -> None:
    newsletter.post("/sign-in", data={"name": "asha"})
    harmless = newsletter.post("/comment", data={"text": "Lovely photos this week."})
    rude = newsletter.post("/comment", data={"text": "What a load of bollocks."})
    assert harmless.get_json()["state"] == "published"
    assert rude.get_json()["state"] == "held"
    page = newsletter.get("/").text
    assert "Lovely photos" in page
    assert "bollocks" not in page

    newsletter.post("/sign-in", data={"name": "teacher"})
    queue = newsletter.get("/moderation/")
    assert "<mark" in queue.text
    card = newsletter.get("/moderation/submissions/2")
    version = re.findall(r'name="version"[^>]*value="(\d+)"', card.text)[0]
    decided = newsletter.post(
        "/moderation/submissions/2/decide", data={"decision": "publish", "version": version}
    )
    assert decided.status_code == 303
    assert "bollocks" in newsletter.get("/").text


def test_what_it_refuses_is_a_page_that_says_what_to_do(newsletter: FlaskClient) -> None:
    assert newsletter.get("/moderation/").status_code == 401
    newsletter.post("/sign-in", data={"name": "asha"})
    assert newsletter.get("/moderation/").status_code == 403
    blank = newsletter.post("/comment", data={"text": "  "})
    assert (blank.status_code, "Write something first." in blank.text) == (422, True)
    assert "<p>" not in newsletter.get("/").text

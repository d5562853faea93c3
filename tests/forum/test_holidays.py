"""The boards and the composer say that school is away, where the policy lets every post wait."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask

from forum.extensions import moderation
from tests import factories
from tests.factories import Person, Place
from tests.forum.pages import CLEAN, browser

Time = time_machine.TimeMachineFixture
SAYS = "School is away for the holidays."


@pytest.mark.parametrize("in_holidays", ["premoderate", "as_usual"])
def test_the_boards_and_the_composer_say_so_where_every_post_waits(
    app: Flask, asha: Person, general: Place, time_machine: Time, in_holidays: str
) -> None:
    policy = moderation.policy
    moderation.policy = replace(policy, holds=replace(policy.holds, in_holidays=in_holidays))
    time_machine.move_to(datetime(2026, 10, 20, 10, 0, tzinfo=UTC), tick=False)
    topic = factories.post_topic(asha, general)
    parent = browser(app, asha)
    pages = ("/", "/boards/general", "/boards/general/new", f"/topics/{topic.topic_id}")
    pages += (f"/posts/{topic.id}/edit",)
    assert not [page for page in pages if SAYS in parent.get(page).text]
    time_machine.move_to(datetime(2026, 10, 28, 10, 0, tzinfo=UTC), tick=False)
    told = [parent.get(page).text for page in pages]
    if in_holidays == "as_usual":
        assert not [page for page in told if SAYS in page]
        return
    assert all(page.count(SAYS) == 1 for page in told)
    assert all("Expect that by Tuesday 3 November 2026." in page for page in told)
    answer = parent.post(f"/topics/{topic.topic_id}/reply", data={"body": CLEAN})
    assert answer.status_code == 303
    page = parent.get(answer.location).text
    assert "School is away, so every post waits for a person to look." in page
    assert "This is not a warning." in page

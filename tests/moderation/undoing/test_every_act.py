"""Whatever is undone in time is exactly as it was, for everybody; only the log knows of it."""

import re
from collections.abc import Mapping
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from moderation import clock
from moderation.appeals.models import Appeal
from moderation.notices.models import Notice
from moderation.records import audit
from moderation.records.consistency import differences
from moderation.records.models import AuditEntry
from moderation.review.models import Submission
from moderation.undoing.models import Act
from moderation.undoing.rule import ActKind
from tests.moderation.conftest import Site
from tests.moderation.undoing.acts import EVERY_ACT

pytestmark = [pytest.mark.usefixtures("school_day"), pytest.mark.a_minute_to_undo]
Time = time_machine.TimeMachineFixture
_READERS = ("mo", "dsl", "head", "chair")
_VERSION = re.compile(r'data-version="\d+"|name="version" value="\d+"')


def everything(site: Site) -> Mapping[str, object]:
    """All that anybody sees: readers, every desk, the case, the appeals, and the person."""
    site.session.expire_all()
    cards = site.session.scalars(sa.select(Submission.id)).all()
    appeals = site.session.scalars(sa.select(Appeal.id)).all()
    paths = [
        *("/moderation/", "/moderation/people", "/moderation/people/asha", "/moderation/appeals"),
        *(f"/moderation/submissions/{id_}" for id_ in cards),
        *(f"/moderation/appeals/{id_}" for id_ in appeals),
    ]
    pages = {(path, who): site.get(path, who) for path in paths for who in _READERS}
    found: dict[str, object] = {
        f"{path} as {who}": (page.status_code, page.text) for (path, who), page in pages.items()
    }
    subjects = {submission.subject for submission in site.session.scalars(sa.select(Submission))}
    for person in ("asha", "ben", "cara"):
        notices = site.moderation.notices_for(person)
        found[f"notices of {person}"] = [(notice.id, notice.body) for notice in notices]
        found[f"limits of {person}"] = repr(site.moderation.limits_for(person))
    found["standing"] = dict(site.moderation.standing(subjects))
    found["readers"] = {id_: repr(note) for id_, note in site.notes.kept.items()}
    found["mail"] = [list(site.people.told), list(site.people.held_back)]
    assert not differences(site.moderation)[0]
    return found


def ready(site: Site, time: Time, name: str) -> tuple[Mapping[str, object], Act]:
    """Everything as it was long before the act, and the act, just done."""
    act = EVERY_ACT[name](site, time)
    time.shift(timedelta(minutes=5))
    before = everything(site)
    act()
    site.session.expire_all()
    return before, site.session.scalars(sa.select(Act).order_by(Act.id.desc())).first() or Act()


def undo(site: Site, act: Act, by: str | None = None) -> int:
    return site.post(f"/moderation/acts/{act.id}/undo", by or act.by_id).status_code


@pytest.mark.parametrize("name", EVERY_ACT)
def test_an_act_undone_in_time_leaves_everything_as_it_was(
    site: Site, time_machine: Time, name: str
) -> None:
    before, act = ready(site, time_machine, name)
    done = everything(site)
    assert done != before
    person = "asha" if "notices of asha" in before else ""
    assert done[f"notices of {person}"] == before[f"notices of {person}"]
    assert (act.done_at, act.undone_at) == (clock.now(), None)
    last = site.audited()[-1]
    assert undo(site, act, "somebody") == 403
    assert undo(site, act) == 303
    after = everything(site)
    if act.kind is ActKind.ESCALATE:
        # It waited all the while, so a card opened meanwhile is told apart by its number.
        before, after = _without_versions(before), _without_versions(after)
    assert after == before
    time_machine.shift(timedelta(days=1))
    assert site.moderation.notices_for("asha")[:1] == _newest_gone(site, act)
    assert site.audited()[-2:] == [last, "act:undone"]
    entry = site.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert (entry.actor_id, entry.detail["kind"]) == (act.by_id, act.kind)
    assert audit.verify(site.session()).broken_at is None


def _without_versions(found: Mapping[str, object]) -> Mapping[str, object]:
    return {
        name: _VERSION.sub("", what[1]) if isinstance(what, tuple) else what
        for name, what in found.items()
    }


def _newest_gone(site: Site, act: Act) -> list[Notice]:
    """Asha's newest notice from before the act: those of the act itself never go."""
    sent_before = (Notice.recipient_id == "asha", Notice.sent_at < act.done_at)
    newest = sa.select(Notice).where(*sent_before).order_by(Notice.id.desc()).limit(1)
    return list(site.session.scalars(newest))


@pytest.mark.parametrize("name", EVERY_ACT)
def test_after_the_minute_it_stands_and_whoever_it_concerns_has_been_told(
    site: Site, time_machine: Time, name: str
) -> None:
    _, act = ready(site, time_machine, name)
    of_the_act = sa.select(Notice).where(Notice.visible_from == act.until)
    waiting = list(site.session.scalars(of_the_act))
    time_machine.move_to(act.until - timedelta(seconds=1), tick=False)
    for notice in waiting:
        assert notice not in site.moderation.notices_for(notice.recipient_id)
    time_machine.move_to(act.until, tick=False)
    page = site.post(f"/moderation/acts/{act.id}/undo", act.by_id)
    assert page.status_code == 409
    assert "The time to undo this is over" in page.text
    for notice in waiting:
        assert notice in site.moderation.notices_for(notice.recipient_id)
    assert "act:undone" not in site.audited()

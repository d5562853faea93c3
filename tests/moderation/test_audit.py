"""The log only grows, and proves it."""

import re

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from moderation.database import Base
from moderation.notices.models import Notice
from moderation.policy.models import PolicyVersion
from moderation.records import audit
from moderation.records.models import AuditEntry
from moderation.records.queries import ENTRIES_A_PAGE
from moderation.review.models import Decision, Submission
from tests.moderation.conftest import Site
from tests.moderation.test_deciding import decide
from tests.moderation.test_submitting import RUDE


@pytest.mark.both_engines
def test_the_chain_of_everything_that_happened_holds(site: Site) -> None:
    decide(site, site.submit(RUDE), "decline")
    verdict = audit.verify(site.session)
    assert verdict.broken_at is None
    assert verdict.entries == len(site.audited()) >= 3


TAMPERING = [
    "UPDATE moderation_audit SET actor_name = 'Nobody'",
    "DELETE FROM moderation_audit",
    "UPDATE moderation_submission SET text = 'Nothing at all'",
    "DELETE FROM moderation_submission",
    "UPDATE moderation_decision SET reason = 'Another'",
    "DELETE FROM moderation_decision",
    "UPDATE moderation_notice SET body = 'Another'",
    "DELETE FROM moderation_notice",
    "UPDATE moderation_policy_version SET source = ''",
    "DELETE FROM moderation_policy_version",
]


@pytest.mark.both_engines
@pytest.mark.parametrize("statement", TAMPERING)
def test_the_database_itself_refuses_to_change_what_was_recorded(site: Site, statement: str) -> None:
    decide(site, site.submit(RUDE), "decline")
    with pytest.raises(DBAPIError, match="evidence"):
        site.session.execute(sa.text(statement))
    site.session.rollback()


@pytest.mark.both_engines
@pytest.mark.parametrize("kind", [AuditEntry, Decision, Notice, PolicyVersion, Submission])
def test_nothing_recorded_goes_through_the_models_either(site: Site, kind: type[Base]) -> None:
    decide(site, site.submit(RUDE), "decline")
    before = site.session.scalar(sa.select(sa.func.count()).select_from(kind))
    with pytest.raises(DBAPIError, match="evidence"):
        site.session.execute(sa.delete(kind))
    site.session.rollback()
    site.session.delete(site.session.scalars(sa.select(kind)).first())
    with pytest.raises(DBAPIError, match=r"evidence|NOT NULL|not-null"):
        site.session.flush()
    site.session.rollback()
    assert site.session.scalar(sa.select(sa.func.count()).select_from(kind)) == before


@pytest.mark.both_engines
def test_an_entry_of_the_log_is_not_changed_through_its_model(site: Site) -> None:
    site.submit(RUDE)
    entry = site.session.scalars(sa.select(AuditEntry)).first()
    assert entry is not None
    for change in ({"actor_name": "Nobody"}, {"detail": {}}, {"hash": "f00d"}):
        with pytest.raises(DBAPIError, match="evidence"):
            site.session.execute(sa.update(AuditEntry).values(**change))
        site.session.rollback()
    entry.action = "nothing:happened"
    with pytest.raises(DBAPIError, match="evidence"):
        site.session.flush()
    site.session.rollback()
    assert audit.verify(site.session).broken_at is None


GUARDED = [
    "moderation_audit",
    "moderation_decision",
    "moderation_notice",
    "moderation_policy_version",
    "moderation_submission",
]


@pytest.mark.both_engines
@pytest.mark.parametrize("table", GUARDED)
def test_nothing_recorded_is_emptied_or_written_over_in_one_go(site: Site, table: str) -> None:
    decide(site, site.submit(RUDE), "decline")
    if site.session.get_bind().dialect.name == "postgresql":
        ways = [f"TRUNCATE {table} CASCADE", f"TRUNCATE {table} RESTART IDENTITY CASCADE"]
    else:
        # Either would put the row aside without a trigger for deleting it being asked.
        ways = [
            f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
            f"REPLACE INTO {table} SELECT * FROM {table} LIMIT 1",
        ]
    for way in ways:
        with pytest.raises(DBAPIError, match="evidence"):
            site.session.execute(sa.text(way))
        site.session.rollback()
    assert audit.verify(site.session).broken_at is None


def test_an_entry_written_over_by_its_fingerprint_or_its_link_is_refused(site: Site) -> None:
    site.submit(RUDE)
    for column in ("previous_hash", "hash"):
        taken = {"previous_hash": "'new'", "hash": "'newer'", column: column}
        statement = (
            "INSERT OR REPLACE INTO moderation_audit "
            "(id, at, actor_name, action, detail, previous_hash, hash) SELECT 999, at, 'Nobody', "
            f"action, detail, {taken['previous_hash']}, {taken['hash']} FROM moderation_audit"
        )
        with pytest.raises(DBAPIError, match="evidence"):
            site.session.execute(sa.text(statement))
        site.session.rollback()


def test_a_change_made_behind_the_triggers_back_is_found(site: Site) -> None:
    site.submit(RUDE)
    site.submit(RUDE)
    site.session.execute(sa.text("DROP TRIGGER moderation_audit_update"))
    second = site.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id)).all()[1]
    site.session.execute(
        sa.text("UPDATE moderation_audit SET action = 'nothing:happened' WHERE id = :id"),
        {"id": second.id},
    )
    site.session.expire_all()
    verdict = audit.verify(site.session)
    assert (verdict.entries, verdict.broken_at) == (1, second.id)


def test_a_missing_entry_is_found(site: Site) -> None:
    for _ in range(3):
        site.submit(RUDE)
    site.session.execute(sa.text("DROP TRIGGER moderation_audit_delete"))
    ids = site.session.scalars(sa.select(AuditEntry.id).order_by(AuditEntry.id)).all()
    site.session.execute(sa.text("DELETE FROM moderation_audit WHERE id = :id"), {"id": ids[1]})
    site.session.expire_all()
    assert audit.verify(site.session).broken_at == ids[2]


def test_the_log_holds_nobodys_words(site: Site) -> None:
    decide(site, site.submit(RUDE), "decline", reason="A reason of my own", note="A private note")
    for entry in site.session.scalars(sa.select(AuditEntry)):
        said = f"{entry.action} {entry.detail}"
        assert not any(words in said for words in ("bollocks", "reason of my own", "private note"))


def test_the_log_is_read_newest_first_page_by_page(site: Site) -> None:
    for number in range(ENTRIES_A_PAGE + 5):
        audit.append(site.session, "test:noted", actor=None, detail={"number": number})
    site.session.commit()
    first = site.get("/moderation/audit", "head")
    assert first.status_code == 200
    shown = [int(id_) for id_ in re.findall(r'data-entry="(\d+)"', first.text)]
    more = re.search(r'href="(/moderation/audit\?before=\d+)"', first.text)
    assert more
    second = site.get(more[1], "head").text
    shown += [int(id_) for id_ in re.findall(r'data-entry="(\d+)"', second)]
    assert shown == sorted(shown, reverse=True)
    assert len(shown) == len(site.audited())
    assert "before=" not in second


@pytest.mark.both_engines
@pytest.mark.parametrize("before", ["", "x", "-1", "9" * 30, "2147483648", "²"])
def test_a_page_of_the_log_that_makes_no_sense_is_its_first(site: Site, before: str) -> None:
    page = site.get(f"/moderation/audit?before={before}", "head")
    assert page.status_code == 200
    assert "policy in force" in page.text


@pytest.mark.parametrize("by", ["asha", "mo", "dsl"])
def test_the_log_is_for_those_who_may_read_it(site: Site, by: str) -> None:
    assert site.get("/moderation/audit", by).status_code == 403

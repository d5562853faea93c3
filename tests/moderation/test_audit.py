"""The log only grows, and proves it."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from moderation.records import audit
from moderation.records.models import AuditEntry
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
]


@pytest.mark.both_engines
@pytest.mark.parametrize("statement", TAMPERING)
def test_the_database_itself_refuses_to_change_what_was_recorded(site: Site, statement: str) -> None:
    decide(site, site.submit(RUDE), "decline")
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

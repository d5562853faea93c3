"""Every read of prompts about data protection."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from moderation.cases.models import Measure
from moderation.data_protection.models import DataPrompt
from moderation.database import start_writing
from moderation.notices.models import Notice

SHOWN = 200


def prompts(session: Session, *, not_about: str) -> Sequence[DataPrompt]:
    """Every prompt but those about this person: what waits first, by when it has to be reported."""
    return session.scalars(
        sa.select(DataPrompt)
        .join(DataPrompt.measure)
        .where(Measure.person_id != not_about)
        .order_by(DataPrompt.answered_at.is_not(None), DataPrompt.report_by, DataPrompt.id)
        .limit(SHOWN)
        .options(joinedload(DataPrompt.measure), joinedload(DataPrompt.notice))
    ).all()


def prompt_to_answer(session: Session, prompt_id: int) -> DataPrompt | None:
    """One prompt, locked until the transaction ends."""
    start_writing(session)
    return session.scalar(
        sa.select(DataPrompt)
        .where(DataPrompt.id == prompt_id)
        .with_for_update(of=DataPrompt)
        .execution_options(populate_existing=True)
    )


def prompt_about_letter(session: Session, notice_id: int) -> DataPrompt | None:
    """The prompt that this letter went astray, if somebody has said so."""
    return session.scalar(sa.select(DataPrompt).where(DataPrompt.notice_id == notice_id))


def told_of(session: Session, measure_ids: Collection[int]) -> Sequence[Notice]:
    """What was sent about these steps, oldest first."""
    return session.scalars(
        sa.select(Notice).where(Notice.measure_id.in_(measure_ids)).order_by(Notice.id)
    ).all()

"""Better channels, whole: what a concern asks for, by when, and what was done with it."""

import sqlalchemy as sa
from alembic import op

from moderation.database import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# SQLite makes the table anew, and its checks have to be said again.
_CHECKS = (
    sa.CheckConstraint(
        "kind IN ('complaint', 'privacy', 'child_at_risk', 'talk', 'meeting', 'individual')",
        name="ck_concerns_concernkind",
    ),
    sa.CheckConstraint(
        "(answered_at IS NULL) = (answered_by_id IS NULL)", name="ck_concerns_answered_by_somebody"
    ),
    sa.CheckConstraint("length(text) BETWEEN 1 AND 20000", name="ck_concerns_text_length"),
)


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=False, server_default="")


def upgrade() -> None:
    with op.batch_alter_table("concerns", table_args=_CHECKS) as concerns:
        concerns.add_column(_text("topic", 150))
        concerns.add_column(_text("meant_for", 200))
        concerns.add_column(_text("talk_by", 20))
        concerns.add_column(_text("when_suits", 200))
        concerns.add_column(
            sa.Column("about_head", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        concerns.add_column(
            sa.Column("office_words_it", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        concerns.add_column(sa.Column("sent_once", sa.String(64), nullable=True))
        concerns.add_column(sa.Column("acknowledge_by", UtcDateTime(), nullable=True))
        concerns.add_column(sa.Column("answer_by", UtcDateTime(), nullable=True))
        concerns.add_column(sa.Column("recipient_id", sa.Integer(), nullable=True))
        concerns.add_column(sa.Column("taken_at", UtcDateTime(), nullable=True))
        concerns.add_column(_text("taken_by_name", 80))
        concerns.add_column(sa.Column("meeting_on", sa.Date(), nullable=True))
        concerns.add_column(_text("agenda_wording", 150))
        concerns.add_column(sa.Column("closed_at", UtcDateTime(), nullable=True))
        concerns.create_unique_constraint(op.f("uq_concerns_sent_once"), ["sent_once"])
        concerns.create_foreign_key(op.f("fk_concerns_recipient_id"), "users", ["recipient_id"], ["id"])
    op.create_table(
        "concern_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("concern_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("by_name", sa.String(length=80), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('taken', 'passed', 'replied', 'recorded', 'on_agenda', 'closed')",
            name=op.f("ck_concern_steps_stepkind"),
        ),
        sa.ForeignKeyConstraint(
            ["concern_id"], ["concerns.id"], name=op.f("fk_concern_steps_concern_id")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_concern_steps_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern_steps")),
        sa.UniqueConstraint("concern_id", "number", name=op.f("uq_concern_steps_concern_id_number")),
    )


def downgrade() -> None:
    op.drop_table("concern_steps")
    with op.batch_alter_table("concerns", table_args=_CHECKS) as concerns:
        concerns.drop_constraint(op.f("fk_concerns_recipient_id"), type_="foreignkey")
        concerns.drop_constraint(op.f("uq_concerns_sent_once"), type_="unique")
        for name in (
            "topic",
            "meant_for",
            "talk_by",
            "when_suits",
            "about_head",
            "office_words_it",
            "sent_once",
            "acknowledge_by",
            "answer_by",
            "recipient_id",
            "taken_at",
            "taken_by_name",
            "meeting_on",
            "agenda_wording",
            "closed_at",
        ):
            concerns.drop_column(name)

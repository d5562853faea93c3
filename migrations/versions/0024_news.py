"""What people follow, what they are told, and when they want mail."""

import sqlalchemy as sa
from alembic import op

from moderation.database import UtcDateTime

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

PACES = "('instant', 'daily', 'weekly', 'off')"
DUE = sa.text("mail_id IS NULL AND read_at IS NULL")


def upgrade() -> None:
    with op.batch_alter_table("mails") as mails:
        mails.add_column(sa.Column("recipient_id", sa.Integer(), nullable=True))
        mails.create_foreign_key(op.f("fk_mails_recipient_id"), "users", ["recipient_id"], ["id"])
    op.create_table(
        "follows",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=True),
        sa.Column("topic_id", sa.Integer(), nullable=True),
        sa.Column("level", sa.String(length=40), nullable=False),
        sa.Column("pace", sa.String(length=40), nullable=True),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.CheckConstraint("level IN ('follow', 'normal', 'mute')", name=op.f("ck_follows_level")),
        sa.CheckConstraint(f"pace IN {PACES}", name=op.f("ck_follows_pace")),
        sa.CheckConstraint(
            "(board_id IS NULL) <> (topic_id IS NULL)", name=op.f("ck_follows_one_place")
        ),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name=op.f("fk_follows_board_id")),
        sa.ForeignKeyConstraint(["person_id"], ["users.id"], name=op.f("fk_follows_person_id")),
        sa.ForeignKeyConstraint(["topic_id"], ["topics.id"], name=op.f("fk_follows_topic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follows")),
        sa.UniqueConstraint("person_id", "board_id", name="uq_follows_person_board"),
        sa.UniqueConstraint("person_id", "topic_id", name="uq_follows_person_topic"),
    )
    op.create_index(op.f("ix_follows_board_id"), "follows", ["board_id"])
    op.create_index(op.f("ix_follows_topic_id"), "follows", ["topic_id"])
    op.create_table(
        "mail_settings",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("follows_own", sa.Boolean(), nullable=False),
        sa.Column("following", sa.String(length=40), nullable=False),
        sa.Column("named", sa.String(length=40), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("quiet_from", sa.Integer(), nullable=False),
        sa.Column("quiet_until", sa.Integer(), nullable=False),
        sa.CheckConstraint(f"following IN {PACES}", name=op.f("ck_mail_settings_pace_following")),
        sa.CheckConstraint(f"named IN {PACES}", name=op.f("ck_mail_settings_pace_named")),
        sa.CheckConstraint("hour BETWEEN 0 AND 23", name=op.f("ck_mail_settings_hour_of_day")),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_mail_settings_day_of_week")),
        sa.CheckConstraint("quiet_from BETWEEN 0 AND 23", name=op.f("ck_mail_settings_quiet_from_hour")),
        sa.CheckConstraint(
            "quiet_until BETWEEN 0 AND 23", name=op.f("ck_mail_settings_quiet_until_hour")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["users.id"], name=op.f("fk_mail_settings_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_mail_settings")),
    )
    op.create_table(
        "news",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("told_at", UtcDateTime(), nullable=False),
        sa.Column("read_at", UtcDateTime(), nullable=True),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("mail_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('reply', 'topic', 'mention', 'quote')", name=op.f("ck_news_newskind")
        ),
        sa.ForeignKeyConstraint(["mail_id"], ["mails.id"], name=op.f("fk_news_mail_id")),
        sa.ForeignKeyConstraint(["person_id"], ["users.id"], name=op.f("fk_news_person_id")),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_news_post_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_news")),
        sa.UniqueConstraint("person_id", "post_id", name="uq_news_person_post"),
    )
    op.create_index(op.f("ix_news_mail_id"), "news", ["mail_id"])
    op.create_index(op.f("ix_news_post_id"), "news", ["post_id"])
    op.create_index("ix_news_due", "news", ["due_at"], sqlite_where=DUE, postgresql_where=DUE)


def downgrade() -> None:
    op.drop_table("news")
    op.drop_table("mail_settings")
    op.drop_table("follows")
    with op.batch_alter_table("mails") as mails:
        mails.drop_constraint(op.f("fk_mails_recipient_id"), type_="foreignkey")
        mails.drop_column("recipient_id")

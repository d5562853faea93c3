"""The forum's tables: people, boards, posts, concerns and mail."""

import sqlalchemy as sa
from alembic import op

from moderation.database import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "boards",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("year_group", sa.String(length=40), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("pre_moderated", sa.Boolean(), nullable=False),
        sa.Column("archived_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_boards")),
        sa.UniqueConstraint("slug", name=op.f("uq_boards_slug")),
    )
    op.create_table(
        "mails",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("to_address", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("queued_at", UtcDateTime(), nullable=False),
        sa.Column("claimed_at", UtcDateTime(), nullable=True),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_problem", sa.String(length=200), nullable=False),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_mails_attempts_counted")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mails")),
    )
    op.create_index(
        "ix_mails_waiting",
        "mails",
        ["id"],
        unique=False,
        sqlite_where=sa.text("sent_at IS NULL"),
        postgresql_where=sa.text("sent_at IS NULL"),
    )
    op.create_table(
        "roll_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("given_name", sa.String(length=200), nullable=False),
        sa.Column("family_name", sa.String(length=200), nullable=False),
        sa.Column("known_as", sa.JSON(), nullable=False),
        sa.Column("year_group", sa.String(length=200), nullable=False),
        sa.Column("job", sa.String(length=200), nullable=False),
        sa.Column("imported_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roll_entries")),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("display_name", sa.String(length=80), nullable=False),
        sa.Column("password_hash", sa.String(length=300), nullable=True),
        sa.Column("session_epoch", sa.Integer(), nullable=False),
        sa.Column("roll_entry_id", sa.Integer(), nullable=True),
        sa.Column("joined_at", UtcDateTime(), nullable=False),
        sa.Column("left_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_users_email_lower_case")),
        sa.ForeignKeyConstraint(
            ["roll_entry_id"],
            ["roll_entries.id"],
            name=op.f("fk_users_roll_entry_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
    )
    op.create_table(
        "concerns",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("from_subject", sa.String(length=80), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_by_name", sa.String(length=80), nullable=False),
        sa.CheckConstraint(
            "kind IN ('complaint', 'privacy', 'child_at_risk', 'talk', 'meeting', 'individual')",
            name=op.f("ck_concerns_concernkind"),
        ),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (answered_by_id IS NULL)",
            name=op.f("ck_concerns_answered_by_somebody"),
        ),
        sa.CheckConstraint("length(text) BETWEEN 1 AND 20000", name=op.f("ck_concerns_text_length")),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["users.id"], name=op.f("fk_concerns_answered_by_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["users.id"], name=op.f("fk_concerns_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concerns")),
        sa.UniqueConstraint("reference", name=op.f("uq_concerns_reference")),
    )
    op.create_table(
        "drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("saved_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_drafts_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sa.UniqueConstraint("author_id", "place", name=op.f("uq_drafts_author_id_place")),
        sa.UniqueConstraint("key", name=op.f("uq_drafts_key")),
    )
    op.create_index(op.f("ix_drafts_saved_at"), "drafts", ["saved_at"], unique=False)
    op.create_table(
        "invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("years", sa.JSON(), nullable=False),
        sa.Column("relationship", sa.String(length=40), nullable=False),
        sa.Column("invited_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("accepted_at", UtcDateTime(), nullable=True),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "relationship IN ('parent', 'carer', 'relative', 'guardian', 'staff', 'other')",
            name=op.f("ck_invitations_relationship"),
        ),
        sa.ForeignKeyConstraint(
            ["invited_by_id"], ["users.id"], name=op.f("fk_invitations_invited_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitations_token_hash")),
    )
    op.create_index(op.f("ix_invitations_email"), "invitations", ["email"], unique=False)
    op.create_table(
        "policy_acceptances",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("policy_hash", sa.String(length=64), nullable=False),
        sa.Column("accepted_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_policy_acceptances_user_id")),
        sa.PrimaryKeyConstraint("user_id", "policy_hash", name=op.f("pk_policy_acceptances")),
    )
    op.create_table(
        "topics",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=150), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("last_post_at", UtcDateTime(), nullable=True),
        sa.Column("last_position", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(title) BETWEEN 1 AND 150", name=op.f("ck_topics_title_length")),
        sa.CheckConstraint(
            "published_at IS NULL OR last_post_at IS NOT NULL",
            name=op.f("ck_topics_published_has_a_post"),
        ),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_topics_author_id")),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name=op.f("fk_topics_board_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topics")),
    )
    op.create_index(op.f("ix_topics_author_id"), "topics", ["author_id"], unique=False)
    op.create_index("ix_topics_board_newest", "topics", ["board_id", "last_post_at", "id"], unique=False)
    op.create_table(
        "user_roles",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.CheckConstraint(
            "role IN ('parent', 'moderator', 'admin', 'safeguarding_lead', 'appeals_officer')",
            name=op.f("ck_user_roles_role"),
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_user_roles_user_id")),
        sa.PrimaryKeyConstraint("user_id", "role", name=op.f("pk_user_roles")),
    )
    op.create_table(
        "year_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("year_group", sa.String(length=80), nullable=False),
        sa.Column("relationship", sa.String(length=40), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "relationship IN ('parent', 'carer', 'relative', 'guardian', 'staff', 'other')",
            name=op.f("ck_year_links_relationship"),
        ),
        sa.CheckConstraint(
            "ended_at IS NULL OR ended_at >= started_at",
            name=op.f("ck_year_links_ends_after_it_starts"),
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_year_links_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_year_links")),
    )
    op.create_index(op.f("ix_year_links_user_id"), "year_links", ["user_id"], unique=False)
    op.create_table(
        "posts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("opens_topic", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("edit_state", sa.String(length=40), nullable=True),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.Column("published_number", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("edited_at", UtcDateTime(), nullable=True),
        sa.Column("deleted_at", UtcDateTime(), nullable=True),
        sa.Column("submit_key", sa.String(length=64), nullable=True),
        sa.CheckConstraint(
            "edit_state IN ('held', 'returned', 'declined', 'redirected', 'withdrawn')",
            name=op.f("ck_posts_editstate"),
        ),
        sa.CheckConstraint(
            "state <> 'deleted' OR deleted_at IS NOT NULL", name=op.f("ck_posts_deleted_has_a_date")
        ),
        sa.CheckConstraint(
            "state <> 'published' OR (position IS NOT NULL AND published_number IS NOT NULL AND "
            "published_at IS NOT NULL)",
            name=op.f("ck_posts_published_has_place_and_words"),
        ),
        sa.CheckConstraint(
            "state IN ('published', 'held', 'returned', 'declined', 'redirected', 'withdrawn', "
            "'hidden', 'removed', 'deleted')",
            name=op.f("ck_posts_poststate"),
        ),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_posts_author_id")),
        sa.ForeignKeyConstraint(["topic_id"], ["topics.id"], name=op.f("fk_posts_topic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posts")),
        sa.UniqueConstraint("author_id", "submit_key", name="one_post_a_form"),
    )
    op.create_index(
        "ix_posts_one_opener",
        "posts",
        ["topic_id"],
        unique=True,
        sqlite_where=sa.text("opens_topic"),
        postgresql_where=sa.text("opens_topic"),
    )
    op.create_index("ix_posts_topic_place", "posts", ["topic_id", "position"], unique=True)
    op.create_table(
        "revisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=150), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("length(body) BETWEEN 1 AND 20000", name=op.f("ck_revisions_body_length")),
        sa.CheckConstraint(
            "title IS NULL OR length(title) BETWEEN 1 AND 150",
            name=op.f("ck_revisions_title_length"),
        ),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_revisions_post_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revisions")),
        sa.UniqueConstraint("post_id", "number", name=op.f("uq_revisions_post_id_number")),
    )


def downgrade() -> None:
    op.drop_table("revisions")
    op.drop_table("posts")
    op.drop_table("year_links")
    op.drop_table("user_roles")
    op.drop_table("topics")
    op.drop_table("policy_acceptances")
    op.drop_table("invitations")
    op.drop_table("drafts")
    op.drop_table("concerns")
    op.drop_table("users")
    op.drop_table("roll_entries")
    op.drop_table("mails")
    op.drop_table("boards")

"""Whoever is thanked hears of it, once for each who said thank you."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

_KIND = "ck_news_newskind"
_BEFORE = "'reply', 'topic', 'mention', 'quote'"
_NOT_THANKS = sa.text("thanked_by_id IS NULL")


def upgrade() -> None:
    with op.batch_alter_table("news") as news:
        news.add_column(sa.Column("thanked_by_id", sa.Integer(), nullable=True))
        news.drop_constraint("uq_news_person_post", type_="unique")
        news.drop_constraint(op.f(_KIND), type_="check")
        news.create_check_constraint(op.f(_KIND), f"kind IN ({_BEFORE}, 'thanks')")
        news.create_check_constraint(
            op.f("ck_news_thanks_are_somebodys"), "(kind = 'thanks') = (thanked_by_id IS NOT NULL)"
        )
        news.create_foreign_key(op.f("fk_news_thanked_by_id"), "users", ["thanked_by_id"], ["id"])
        news.create_unique_constraint("uq_news_thanks", ["person_id", "post_id", "thanked_by_id"])
    op.create_index(
        "uq_news_person_post",
        "news",
        ["person_id", "post_id"],
        unique=True,
        sqlite_where=_NOT_THANKS,
        postgresql_where=_NOT_THANKS,
    )


def downgrade() -> None:
    # Thanks have no place in the table as it was.
    op.execute("DELETE FROM news WHERE kind = 'thanks'")
    op.drop_index("uq_news_person_post", table_name="news")
    with op.batch_alter_table("news") as news:
        news.drop_constraint("uq_news_thanks", type_="unique")
        news.drop_constraint(op.f("fk_news_thanked_by_id"), type_="foreignkey")
        news.drop_constraint(op.f("ck_news_thanks_are_somebodys"), type_="check")
        news.drop_constraint(op.f(_KIND), type_="check")
        news.create_check_constraint(op.f(_KIND), f"kind IN ({_BEFORE})")
        news.create_unique_constraint("uq_news_person_post", ["person_id", "post_id"])
        news.drop_column("thanked_by_id")

"""Every read of mail, of what people follow, and of what they were told."""

from forum.notifications.queries.following import (
    FollowLine,
    Listener,
    authors_of,
    board_follow,
    follow_lines,
    listeners,
    mail_settings,
    own_follow,
    topic_follow,
)
from forum.notifications.queries.mail import (
    AT_ONCE,
    CLAIM_LASTS,
    about,
    claim,
    due_ids,
    mail,
    waiting_ids,
)
from forum.notifications.queries.news import (
    count_new,
    is_on,
    newest,
    news_of,
    not_yet_mailed,
    people_with_due_news,
    put_into,
    to_mail,
)

__all__ = [
    "AT_ONCE",
    "CLAIM_LASTS",
    "FollowLine",
    "Listener",
    "about",
    "authors_of",
    "board_follow",
    "claim",
    "count_new",
    "due_ids",
    "follow_lines",
    "is_on",
    "listeners",
    "mail",
    "mail_settings",
    "newest",
    "news_of",
    "not_yet_mailed",
    "own_follow",
    "people_with_due_news",
    "put_into",
    "to_mail",
    "topic_follow",
    "waiting_ids",
]

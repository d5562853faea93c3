"""What services and moderation need to know of posts, whoever may read them."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from forum.accounts.models import User
from forum.boards.models import Draft, Post, PostState, PromptEvent, PromptOutcome, Revision, Topic
from forum.boards.reader_models import TopicRead
from forum.extensions import db, moderation
from forum.notifications.models import Follow


def post_of(content_id: str) -> Post | None:
    """One post with its topic, board and author, by the id moderation knows it by."""
    return db.session.scalar(
        sa.select(Post)
        .where(Post.id == int(content_id))
        .join(Post.topic)
        .join(Topic.board)
        .options(contains_eager(Post.topic).contains_eager(Topic.board), joinedload(Post.author))
        # Somebody may have moved it since it was read here.
        .execution_options(populate_existing=True)
    )


def locked(post: Post) -> Post:
    """The post as it is now, kept from anybody else's change until the transaction ends."""
    # Whoever decides on it has their turn first and then changes the post: never the other way round.
    moderation.take_turn()
    db.session.refresh(post, with_for_update={"of": Post})
    return post


def post_by_submit_key(author: User, submit_key: str) -> Post | None:
    """The post this person's form has already made, if it came twice."""
    return db.session.scalar(
        sa.select(Post).where(Post.author_id == author.id, Post.submit_key == submit_key)
    )


def newest_revision(post: Post) -> Revision:
    """The last version its author wrote."""
    return version_of(post, post.last_number)


def version_of(post: Post, number: int) -> Revision:
    """One version of a post."""
    return db.session.scalars(
        sa.select(Revision).where(Revision.post_id == post.id, Revision.number == number)
    ).one()


def versions_of(post: Post) -> Sequence[Revision]:
    """Every version its author wrote, oldest first."""
    return db.session.scalars(
        sa.select(Revision).where(Revision.post_id == post.id).order_by(Revision.number)
    ).all()


def revision_of_text(post: Post, text: str) -> Revision | None:
    """The newest version whose words are exactly these."""
    versions = db.session.scalars(
        sa.select(Revision).where(Revision.post_id == post.id).order_by(Revision.number.desc())
    )
    return next((version for version in versions if version.text == text), None)


def passages_before(post: Post, count: int = 2) -> Sequence[tuple[str, Revision]]:
    """The published posts just before this one, oldest first, with their authors' names."""
    query = (
        sa.select(User.display_name, Revision)
        .select_from(Post)
        .join(Post.author)
        .join(
            Revision,
            sa.and_(Revision.post_id == Post.id, Revision.number == Post.published_number),
        )
        .where(Post.topic_id == post.topic_id, Post.state == PostState.PUBLISHED)
        .where(Post.id != post.id)
        .order_by(Post.position.desc())
        .limit(count)
    )
    if post.position is not None:
        query = query.where(Post.position < post.position)
    rows = db.session.execute(query).all()
    return [(name, revision) for name, revision in reversed(rows)]


def published_texts() -> Iterable[tuple[str, str]]:
    """Id and exact text of every post that readers can see now."""
    rows = db.session.execute(
        sa.select(Post.id, Revision)
        .join(
            Revision,
            sa.and_(Revision.post_id == Post.id, Revision.number == Post.published_number),
        )
        .where(Post.state == PostState.PUBLISHED)
        .order_by(Post.id)
        .execution_options(yield_per=500)
    )
    return ((str(post_id), revision.text) for post_id, revision in rows)


def count_shown(post_ids: Collection[int]) -> int:
    """How many of these posts readers can see."""
    shown = sa.select(sa.func.count(Post.id)).where(
        Post.id.in_(post_ids), Post.state == PostState.PUBLISHED
    )
    return db.session.scalar(shown) or 0


def texts_out_of_sight(post: Post) -> Sequence[str]:
    """Every version of the other posts in this one's topic that readers saw and see no more."""
    return db.session.scalars(
        sa.select(Revision.body)
        .join(Post, Revision.post_id == Post.id)
        .where(Post.topic_id == post.topic_id, Post.id != post.id)
        .where(Post.state.in_((PostState.HIDDEN, PostState.REMOVED)))
    ).all()


def topic_as_it_is_now(topic: Topic) -> Topic:
    """The topic with what others have made of it, kept from any change until the transaction ends."""
    # Whoever adds a post keeps the topic's key meanwhile; that is no change, and needs no waiting.
    db.session.refresh(topic, with_for_update={"of": Topic, "key_share": True})
    return topic


def opening_words(topic: Topic) -> str:
    """The words that readers see of the post that opened the topic, under its title."""
    shown = sa.and_(Revision.post_id == Post.id, Revision.number == Post.published_number)
    query = sa.select(Revision).join(Post, shown).where(Post.topic_id == topic.id, Post.opens_topic)
    return db.session.scalars(query).one().text


def count_of_pinned(board_id: int) -> int:
    """How many topics stand first on this board."""
    pinned = sa.and_(Topic.board_id == board_id, Topic.pinned_at.is_not(None))
    return db.session.scalar(sa.select(sa.func.count()).select_from(Topic).where(pinned)) or 0


def places_by_time(topic_ids: Collection[int]) -> Sequence[tuple[int, int, int]]:
    """Id, topic and place of every post that ever showed in these topics, in the order they did."""
    rows = db.session.execute(
        sa.select(Post.id, Post.topic_id, Post.position)
        .where(Post.topic_id.in_(topic_ids), Post.position.is_not(None))
        .order_by(Post.published_at, Post.id)
    )
    return [(post_id, topic_id, place or 0) for post_id, topic_id, place in rows]


def reads_in(topic_ids: Collection[int]) -> Sequence[tuple[int, int, int]]:
    """How far everybody has read in these topics: person, topic, place."""
    query = sa.select(TopicRead.user_id, TopicRead.topic_id, TopicRead.position)
    rows = db.session.execute(query.where(TopicRead.topic_id.in_(topic_ids)))
    return [(user_id, topic_id, place) for user_id, topic_id, place in rows]


def authors_of_drafts_at(place: str) -> Sequence[int]:
    """Who has begun something at this place."""
    mine = sa.and_(Draft.place == place, Draft.author_id.is_not(None))
    return [id_ for id_ in db.session.scalars(sa.select(Draft.author_id).where(mine)) if id_]


def who_said_of(topic_id: int) -> Sequence[int]:
    """Everybody who follows or mutes this topic."""
    return db.session.scalars(sa.select(Follow.person_id).where(Follow.topic_id == topic_id)).all()


def merged_into(topic_id: int) -> int | None:
    """The topic that this one has become part of."""
    return db.session.scalar(sa.select(Topic.merged_into_id).where(Topic.id == topic_id))


def newest_shown_at(topic: Topic) -> datetime | None:
    """When the newest post that shows in this topic was published."""
    return db.session.scalar(
        sa.select(sa.func.max(Post.published_at)).where(
            Post.topic_id == topic.id, Post.state == PostState.PUBLISHED
        )
    )


def newest_post_id(topic: Topic) -> int | None:
    """The last post that anybody wrote in this topic, whether it shows or not."""
    return db.session.scalar(sa.select(sa.func.max(Post.id)).where(Post.topic_id == topic.id))


def opening_post(topic: Topic) -> Post:
    """The post that opened the topic."""
    return db.session.scalars(sa.select(Post).where(Post.topic_id == topic.id, Post.opens_topic)).one()


def draft_at(author: User, place: str, key: str | None = None) -> Draft | None:
    """What this person began at this place, or what was kept for them there under `key`."""
    if key:
        kept = db.session.scalar(
            sa.select(Draft).where(Draft.key == key, Draft.author_id.is_(None), Draft.place == place)
        )
        if kept:
            return kept
    return db.session.scalar(sa.select(Draft).where(Draft.author_id == author.id, Draft.place == place))


def drafts_of(author: User) -> Sequence[Draft]:
    """Everything this person began and has not sent, newest first."""
    return db.session.scalars(
        sa.select(Draft).where(Draft.author_id == author.id).order_by(Draft.saved_at.desc())
    ).all()


def count_kept_drafts() -> int:
    """How many drafts wait for somebody to sign in."""
    return (
        db.session.scalar(sa.select(sa.func.count()).select_from(Draft).where(Draft.author_id.is_(None)))
        or 0
    )


def has_written(author: User) -> bool:
    """Whether this person has ever sent a post, whatever became of it."""
    return bool(db.session.scalar(sa.select(sa.exists().where(Post.author_id == author.id))))


def open_prompts(author: User, place: str | None = None) -> Sequence[PromptEvent]:
    """The times this person was shown the policy's questions and has not sent anything yet."""
    shown = sa.select(PromptEvent).where(
        PromptEvent.author_id == author.id, PromptEvent.outcome == PromptOutcome.SHOWN
    )
    at = shown.where(PromptEvent.place == place) if place else shown
    return db.session.scalars(at.order_by(PromptEvent.id)).all()

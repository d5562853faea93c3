"""The plug: what moderation's decisions do to posts and topics."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from forum.boards import pictures, queries, quoting
from forum.boards.models import EditState, Post, PostState, Revision
from forum.boards.services import next_place
from forum.errors import NotChanged, NotFound
from forum.extensions import db
from forum.notifications.telling import has_been_mailed, tell_of, untell_of
from forum.search import index
from moderation import Description, Passage, PictureShown, State, clock

_TAKEN_DOWN = (State.HIDDEN, State.REMOVED)
# What a decision may change, and undoing it puts back.
_OF_POST = ("state", "edit_state", "position", "published_number", "published_at", "edited_at")
_OF_TOPIC = ("title", "published_at", "last_post_at", "last_position")
_KINDS = {"state": PostState, "edit_state": EditState}


class PostContent:
    """Posts, as moderation describes, publishes and withholds them."""

    kind = "post"

    def describe(self, content_id: str) -> Description:
        """Where the post stands, and the two posts before it."""
        post = _post(content_id)
        board, newest = post.topic.board, queries.newest_revision(post)
        return Description(
            title=newest.title or post.topic.title,
            place=board.title,
            url=f"/me/posts/{post.id}",
            area=board.slug,
            opens_thread=post.opens_topic,
            is_premoderated=board.pre_moderated,
            context=[Passage(name, revision.shown) for name, revision in queries.passages_before(post)],
            waits_because=_reasons_to_wait(post, newest),
            thread_url=f"/topics/{post.topic_id}" if post.topic.published_at else "",
        )

    def publish(self, content_id: str, text: str) -> None:
        """Show the version with exactly these words; a post gets its place the first time."""
        post = _post(content_id)
        if post.state is PostState.DELETED:
            raise NotChanged("Its author has deleted this post in the meantime.")
        revision = queries.revision_of_text(post, text)
        if revision is None:
            raise NotChanged("These are not the words of any version of this post.")
        is_first_time = post.position is None
        if is_first_time:
            post.position, post.published_at = next_place(post.topic), clock.now()
        elif post.published_number != revision.number:
            post.edited_at = clock.now()
        post.published_number, post.state = revision.number, PostState.PUBLISHED
        revision.shown_at = revision.shown_at or clock.now()
        if revision.number == post.last_number:
            post.edit_state = None
        _show_in_topic(post, revision)
        index.put(post, revision)
        if is_first_time:
            tell_of(post, revision.body)

    def snapshot(self, content_id: str) -> Mapping[str, Any]:
        """How the post and its topic stand now, and which is the newest post of the topic."""
        post = _post(content_id)
        return {
            "post": {name: _plain(getattr(post, name)) for name in _OF_POST},
            "topic": {name: _plain(getattr(post.topic, name)) for name in _OF_TOPIC},
            "shown": [[each.number, _plain(each.shown_at)] for each in queries.versions_of(post)],
            "in_topic": post.topic_id,
            "newest_post": queries.newest_post_id(post.topic),
            "is_mailed": has_been_mailed(post),
        }

    def put_back(self, content_id: str, snapshot: Mapping[str, Any]) -> None:
        """Let the post and its topic stand as they did then."""
        post = _post(content_id)
        if snapshot["post"]["position"] is None:
            untell_of(post)
        for row, kept in ((post, snapshot["post"]), (post.topic, snapshot["topic"])):
            for name, value in kept.items():
                setattr(row, name, _read(name, value))
        for number, shown_at in snapshot["shown"]:
            version = queries.version_of(post, number)
            version.shown_at = datetime.fromisoformat(shown_at) if shown_at else None
        if post.is_published and post.published_number:
            index.put(post, queries.version_of(post, post.published_number))

    def withhold(self, content_id: str, state: State) -> None:
        """Stop showing the post, or go on not showing its newest version."""
        post = _post(content_id)
        if post.state is PostState.DELETED:
            return
        if post.is_published and state not in _TAKEN_DOWN:
            post.edit_state = EditState(state)
            return
        was_shown = post.is_published
        if was_shown and post.published_number:
            queries.version_of(post, post.published_number).shown_at = None
        post.state, post.edit_state = PostState(state), None
        if was_shown:
            _hide_in_topic(post)

    def pictures(self, content_id: str, text: str) -> Sequence[PictureShown]:
        """The pictures that were judged with exactly these words."""
        post = _post(content_id)
        revision = queries.revision_of_text(post, text)
        if revision is None or not revision.picture_words:
            return ()
        return [PictureShown(each.alt, each.media_type, each.image) for each in queries.images_of(post)]

    def published_texts(self) -> Iterable[tuple[str, str]]:
        """Id and exact text of every post that shows."""
        return queries.published_texts()


def _reasons_to_wait(post: Post, newest: Revision) -> Sequence[str]:
    """Why a person has to look at this version, whatever its own words are."""
    reasons = []
    if newest.picture_words:
        reasons.append(pictures.WAITS_WHY)
    if quoting.quotes_what_is_gone(post, newest.body):
        reasons.append(quoting.HIDDEN_WHY)
    return reasons


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def _read(name: str, value: Any) -> object:
    if name.endswith("_at") and value is not None:
        return datetime.fromisoformat(value)
    kind = _KINDS.get(name)
    return kind(value) if kind and value is not None else value


def _post(content_id: str) -> Post:
    post = queries.post_of(content_id)
    if post is None:
        raise NotFound("There is no such post.")
    return post


def _show_in_topic(post: Post, revision: Revision) -> None:
    topic = post.topic
    assert post.published_at is not None  # `publish` has set it
    if topic.last_post_at is None or topic.last_post_at < post.published_at:
        topic.last_post_at = post.published_at
    if post.opens_topic:
        topic.title = revision.title or topic.title
        topic.published_at = post.published_at


def _hide_in_topic(post: Post) -> None:
    topic = post.topic
    if post.opens_topic:
        topic.published_at = None
    # The topic's last activity must not tell of a post that no longer shows.
    db.session.flush()
    topic.last_post_at = queries.newest_shown_at(topic) or topic.last_post_at

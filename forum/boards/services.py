"""What people do with topics and posts. Every text goes through moderation first."""

from collections.abc import Sequence
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from forum import markup
from forum.accounts.models import User
from forum.boards import mentions, pictures, queries
from forum.boards.models import Board, EditState, Post, PostState, Revision, Topic
from forum.boards.pictures import Chosen
from forum.boards.refusing import why_closed, why_not_changed_on, why_not_on
from forum.channels import queries as channel_queries
from forum.channels import services as channels
from forum.channels.models import Concern
from forum.channels.services import Wishes
from forum.errors import NotAllowed, NotChanged, Refused
from forum.extensions import db, moderation
from moderation import Subject, clock

TITLE_OF_DELETED = "A topic its author has taken down"
_WAITING = (PostState.HELD, PostState.RETURNED)


def subject_of(post: Post) -> Subject:
    """The post as moderation knows it."""
    return Subject("post", str(post.id))


def start_topic(
    board: Board,
    title: str,
    body: str,
    *,
    author: User,
    submit_key: str | None = None,
    chosen: Sequence[Chosen] = (),
) -> Post:
    """A new topic's opening post, published at once or held for a person to look at.

    The same form with the same words sent twice makes one topic.
    """
    _check_may_write(board, author, opens_topic=True)
    _check_takes(board, chosen)
    sent_once = _once(submit_key, board.slug, title, body, pictures.words_of(chosen))
    if earlier := _already_sent(author, sent_once):
        return earlier
    title = markup.tidy_line(title)
    topic = Topic(board=board, author=author, title=title, created_at=clock.now(), last_position=0)
    post = Post(topic=topic, author=author, opens_topic=True, submit_key=sent_once)
    return _offer(post, title, body, author, chosen)


def reply(
    topic: Topic,
    body: str,
    *,
    author: User,
    submit_key: str | None = None,
    chosen: Sequence[Chosen] = (),
) -> Post:
    """A reply, published at once or held; the same form with the same words makes one reply."""
    _check_may_write(topic.board, author, opens_topic=False)
    _check_takes(topic.board, chosen)
    sent_once = _once(submit_key, str(topic.id), body, pictures.words_of(chosen))
    if earlier := _already_sent(author, sent_once):
        return earlier
    _check_takes_replies(topic)
    post = Post(topic=topic, author=author, opens_topic=False, submit_key=sent_once)
    offered = _offer(post, None, body, author, chosen)
    # Offering it has taken our turn in the log, where whoever looks after topics takes theirs first.
    # So what they did while the text was read is done now, and nothing more can come between.
    _check_takes_replies(queries.topic_as_it_is_now(topic))
    return offered


def edit(
    post: Post, body: str, title: str | None = None, *, author: User, keeps_pictures: bool = True
) -> Post:
    """The post with a new version, screened again; readers keep the old words while it waits.

    The same words again change nothing.
    """
    _check_own(post, author)
    _check_open(post.topic.board)
    queries.locked(post)
    if post.state is PostState.DELETED:
        raise NotChanged("You have deleted this post, so it can't be changed any more.")
    newest = queries.newest_revision(post)
    title = (markup.tidy_line(title or "") or newest.title) if post.opens_topic else None
    said = newest.picture_words if keeps_pictures else ""
    if (title, markup.tidy(body), said) == (newest.title, newest.body, newest.picture_words):
        if PostState.RETURNED in (post.state, post.edit_state):
            raise Refused({"body": "This is as it was. Please change what you were asked to."})
        return post
    post.last_number += 1
    return _submit(post, _version(post, title, body, said), author)


def delete(post: Post, *, author: User) -> None:
    """Leave a tombstone where the post was; its versions are kept as evidence.

    What nobody has seen yet is withdrawn instead.
    """
    _check_own(post, author)
    queries.locked(post)
    if post.state in _WAITING:
        return withdraw(post, author=author)
    if post.state not in (PostState.PUBLISHED, PostState.HIDDEN):
        raise NotChanged("Nobody else can see this post any more, so there is nothing to delete.")
    post.state, post.edit_state, post.deleted_at = PostState.DELETED, None, clock.now()
    _close_topic_of(post)
    return moderation.deleted(subject_of(post), author=author.actor)


def withdraw(post: Post, *, author: User) -> None:
    """Take down a version that waits. Readers keep what was published before."""
    _check_own(post, author)
    moderation.withdraw(subject_of(post), author=author.actor)


def take_to(post: Post, channel: str, *, author: User, wishes: Wishes) -> Concern:
    """The author's own words at a better place, with its reference; the post leaves the forum."""
    _check_own(post, author)
    words = queries.newest_revision(post).text
    concern = channels.take_to(channel, words, subject=subject_of(post), author=author, wishes=wishes)
    moderation.redirect(subject_of(post), author=author.actor, channel=channel)
    return concern


def report(post: Post, reason: str, details: str, *, reporter: User) -> None:
    """Ask a person to look at something published. Its author never learns who asked."""
    # Two clicks at once are one report; the second waits here until it can see the first.
    queries.locked(post)
    moderation.report(
        subject_of(post),
        reporter=reporter.actor,
        reason=reason,
        details=markup.tidy(details),
    )


def worry(post: Post, text: str, *, reader: User) -> str:
    """Tell those who look after children of a worry over something published; its reference."""
    queries.locked(post)
    return moderation.worry(subject_of(post), markup.tidy(text), by=reader.actor)


def may_change(post: Post, person: User) -> bool:
    """Whether this person may write a new version: it is theirs, and not settled."""
    settled = (PostState.DELETED, PostState.DECLINED, PostState.REMOVED)
    taken_back = (PostState.WITHDRAWN, PostState.REDIRECTED)
    return post.author_id == person.id and post.state not in (*settled, *taken_back)


def may_withdraw(post: Post, person: User) -> bool:
    """Whether this person has a version waiting that they may take down or elsewhere."""
    waits = post.state in (*_WAITING, PostState.HIDDEN)
    edit_waits = post.is_published and post.edit_state in (EditState.HELD, EditState.RETURNED)
    return post.author_id == person.id and (waits or edit_waits)


def may_take_elsewhere(post: Post, person: User) -> bool:
    """Whether this person may take their words to a better place: what waits, or was guided there."""
    guided = post.state is PostState.REDIRECTED or post.edit_state is EditState.REDIRECTED
    not_yet = guided and taken_elsewhere(post) is None
    return may_withdraw(post, person) or (post.author_id == person.id and not_yet)


def taken_elsewhere(post: Post) -> str | None:
    """The reference under which the school has the words of this post, if its author took them."""
    return channel_queries.reference_of_words_from(str(subject_of(post)))


def _check_may_write(board: Board, person: User, *, opens_topic: bool) -> None:
    if refusal := why_not_on(board, person, opens_topic=opens_topic):
        raise NotAllowed(refusal)


def _check_takes_replies(topic: Topic) -> None:
    if topic.merged_into_id is not None:
        raise NotChanged("This topic has just become part of another. Send it again, and it goes there.")
    if topic.published_at is None:
        raise NotChanged("This topic does not show at the moment, so nobody could read a reply.")
    if refusal := why_closed(topic):
        raise NotChanged(refusal)


def _check_own(post: Post, author: User) -> None:
    if post.author_id != author.id:
        raise NotAllowed("Only the person who wrote a post can change it or take it down.")


def _check_open(board: Board) -> None:
    if refusal := why_not_changed_on(board):
        raise NotAllowed(refusal)


def _check_takes(board: Board, chosen: Sequence[Chosen]) -> None:
    if chosen and not board.allows_images:
        raise Refused({"picture_1": "Posts on this board have no pictures."})


def _once(submit_key: str | None, *words: str) -> str | None:
    """What one form is known by. With other words in it, it is sent anew: nothing typed is lost."""
    return sha256("\n".join((submit_key, *words)).encode()).hexdigest() if submit_key else None


def _already_sent(author: User, sent_once: str | None) -> Post | None:
    return queries.post_by_submit_key(author, sent_once) if sent_once else None


def _offer(
    post: Post, title: str | None, body: str, author: User, chosen: Sequence[Chosen] = ()
) -> Post:
    post.created_at, post.state, post.last_number = clock.now(), PostState.HELD, 1
    try:
        with db.session.begin_nested():
            db.session.add(post)
            # The subject of the submission is the post's id.
            db.session.flush()
    except IntegrityError:
        # The other click of a double click was first, by less than a look can tell.
        earlier = _already_sent(author, post.submit_key)
        if earlier is None:
            raise
        return earlier
    db.session.add_all(pictures.kept(post.id, chosen))
    return _submit(post, _version(post, title, body, pictures.words_of(chosen)), author)


def _version(post: Post, title: str | None, body: str, picture_words: str) -> Revision:
    body = markup.tidy(body)
    revision = Revision(
        post=post,
        number=post.last_number,
        title=title,
        body=body,
        html=markup.render(body, mentions.finder_for(post.topic.board, body)),
        picture_words=picture_words,
        created_at=clock.now(),
    )
    db.session.add(revision)
    # Moderation publishes by looking for this version's words.
    db.session.flush()
    return revision


def _submit(post: Post, revision: Revision, author: User) -> Post:
    moderation.submit(subject_of(post), revision.text, author=author.actor)
    return post


def _close_topic_of(post: Post) -> None:
    """Let the topic go with its opening post, unless others have replied; then only its title."""
    topic = post.topic
    # The newest post that still shows is counted without this one.
    db.session.flush()
    newest = queries.newest_shown_at(topic)
    topic.last_post_at = newest or topic.last_post_at
    if not post.opens_topic:
        return
    topic.title = TITLE_OF_DELETED
    if newest is None:
        topic.published_at = None


def next_place(topic: Topic) -> int:
    """The next place in the topic, given to one post for ever even while others ask."""
    place = db.session.scalar(
        sa.update(Topic)
        .where(Topic.id == topic.id)
        .values(last_position=Topic.last_position + 1)
        .returning(Topic.last_position)
        .execution_options(synchronize_session=False)
    )
    assert place is not None  # the topic is there: its post is in our hands
    db.session.refresh(topic, ["last_position"])
    return place

"""Moving everybody up a year: looked at first, done in one transaction, undone on the same day."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from forum.accounts.devices import today
from forum.accounts.models import User, YearLink
from forum.admin import queries
from forum.admin.models import RollOver
from forum.admin.services import subject_of
from forum.admin.years import LEAVES, STAYS
from forum.boards.models import Audience, Board
from forum.errors import NotChanged
from forum.extensions import db, moderation
from forum.permissions import Role
from moderation import Subject, clock


@dataclass(frozen=True, slots=True)
class Plan:
    """What an admin chose: the class after each class, when leavers go, and new boards or not."""

    moves: Mapping[str, str]
    leave_on: date
    makes_boards: bool

    @property
    def leavers(self) -> str:
        """The class of those who leave, until they do."""
        return f"Leavers {self.leave_on.year}"

    def follows(self, year: str) -> str:
        """The class after this one."""
        chosen = self.moves.get(year, STAYS)
        return year if chosen == STAYS else self.leavers if chosen == LEAVES else chosen

    @property
    def leave_at(self) -> datetime:
        """The first moment at which leavers no longer belong here."""
        return datetime.combine(self.leave_on, time(), moderation.policy.school.zone)


@dataclass(frozen=True, slots=True)
class Preview:
    """What a plan would change."""

    people: Sequence[tuple[str, str, int]]
    leavers: Sequence[User]
    boards: Sequence[Board]
    counted: int


def preview(plan: Plan) -> Preview:
    """From which class to which and how many; who leaves altogether; which boards are made anew."""
    links = _moving(plan)
    count = Counter(link.year_group for link in links)
    return Preview(
        people=[(year, plan.follows(year), count[year]) for year in sorted(count)],
        leavers=_leavers(plan, links),
        boards=_boards(plan),
        counted=len(links),
    )


def roll_over(plan: Plan, *, counted: int, admin: User) -> RollOver:
    """Do it all, as it was looked at; `NotChanged` if somebody's classes have changed since."""
    links = _moving(plan)
    if len(links) != counted:
        raise NotChanged("Somebody’s classes have changed since you looked. Please look once more.")
    leavers = _leavers(plan, links)
    pairs = _move(plan, links)
    for person in leavers:
        person.left_at = plan.leave_at
    made = [_make_anew(plan, board) for board in _boards(plan)]
    done = RollOver(done_at=clock.now(), done_by_id=admin.id, leave_on=plan.leave_on, changes={})
    db.session.add(done)
    # What was made is remembered by its id.
    db.session.flush()
    done.changes = {
        "links": [[old.id, new.id] for old, new in pairs],
        "leavers": [person.id for person in leavers],
        "boards": [[old.id, title, new.id] for old, title, new in made],
    }
    _put_on_record(done, plan, pairs, made, admin)
    return done


def may_undo(done: RollOver | None) -> bool:
    """Whether it is still the day on which it was done."""
    if done is None or done.undone_at is not None:
        return False
    return done.done_at.astimezone(moderation.policy.school.zone).date() == today()


def undo(done: RollOver, *, admin: User) -> None:
    """Put everybody and every board back; what the office has changed since then stays."""
    if not may_undo(done):
        raise NotChanged("That can be undone only on the day it was done.")
    now, links = clock.now(), queries.links_by_id([i for pair in done.changes["links"] for i in pair])
    for old_id, new_id in done.changes["links"]:
        old, new = links[old_id], links[new_id]
        if new.is_live:
            old.ended_at, new.ended_at = None, now
    for person in queries.people_with_ids(done.changes["leavers"]):
        person.left_at = None
    for old_id, title, new_id in done.changes["boards"]:
        _put_back(queries.board(old_id), title, queries.board(new_id))
    done.undone_at, done.undone_by_id = now, admin.id
    moderation.audit("roll_over:undone", actor=admin.actor, subject=_subject(done))


def _moving(plan: Plan) -> Sequence[YearLink]:
    return [link for link in queries.family_links() if plan.follows(link.year_group) != link.year_group]


def _leavers(plan: Plan, links: Sequence[YearLink]) -> Sequence[User]:
    """Parents who have nobody left at the school."""
    going = {link.user_id for link in links if plan.follows(link.year_group) == plan.leavers}
    return [
        person
        for person in queries.people_with_ids(sorted(going))
        if person.roles == {Role.PARENT}
        and all(plan.follows(year) == plan.leavers for year in person.years)
    ]


def _boards(plan: Plan) -> Sequence[Board]:
    """The boards of a single class that moves on, if they are to be made anew."""
    if not plan.makes_boards:
        return []
    return [
        board
        for board in queries.boards()
        if board.archived_at is None
        and len(board.reading_years) == 1
        and plan.follows(*board.reading_years) not in board.reading_years
    ]


def _move(plan: Plan, links: Sequence[YearLink]) -> list[tuple[YearLink, YearLink]]:
    now, pairs = clock.now(), []
    for link in links:
        following = plan.follows(link.year_group)
        new = YearLink(
            user_id=link.user_id,
            year_group=following,
            relationship=link.relationship,
            started_at=now,
            ended_at=plan.leave_at if following == plan.leavers else None,
        )
        link.ended_at = now
        db.session.add(new)
        pairs.append((link, new))
    return pairs


def _make_anew(plan: Plan, board: Board) -> tuple[Board, str, Board]:
    """The board its readers take with them, closed, what it was called, and the one in its place."""
    (year,) = board.reading_years
    title, ended = board.title, plan.leave_on.year
    new = Board(
        slug=_free_address(f"{board.slug}-{ended}"),
        title=title,
        description=board.description,
        readers=Audience.YEARS,
        reading_years=frozenset({year}),
        writers=board.writers,
        writing_years=board.writing_years,
        position=board.position,
        pre_moderated=board.pre_moderated,
    )
    board.title = f"{title[:100]} (until {ended})"
    board.archived_at = clock.now()
    board.reading_years = frozenset({plan.follows(year)})
    db.session.add(new)
    return board, title, new


def _free_address(slug: str) -> str:
    slug, number = slug[:50], 1
    found = slug
    while queries.board_called(found):
        number += 1
        found = f"{slug}-{number}"
    return found


def _put_back(old: Board | None, title: str, new: Board | None) -> None:
    if old is None or new is None:
        return
    old.title, old.archived_at, old.reading_years = title, None, new.reading_years
    # It may have been written on already, so it is closed and kept.
    new.title, new.archived_at = f"{new.title[:100]} (undone)", clock.now()


def _put_on_record(
    done: RollOver,
    plan: Plan,
    pairs: Sequence[tuple[YearLink, YearLink]],
    made: Sequence[tuple[Board, str, Board]],
    admin: User,
) -> None:
    for year in sorted({old.year_group for old, _ in pairs}):
        people = [old.user_id for old, _ in pairs if old.year_group == year]
        moderation.audit(
            "roll_over:class_moved",
            actor=admin.actor,
            subject=_subject(done),
            before=year,
            after=plan.follows(year),
            people=people,
        )
    for old, _, new in made:
        moderation.audit("board:closed", actor=admin.actor, subject=subject_of(old))
        moderation.audit("board:created", actor=admin.actor, subject=subject_of(new), slug=new.slug)
    moderation.audit(
        "roll_over:done",
        actor=admin.actor,
        subject=_subject(done),
        people=len(pairs),
        leave_on=plan.leave_on.isoformat(),
        leavers=done.changes["leavers"],
    )


def _subject(done: RollOver) -> Subject:
    return Subject("roll_over", str(done.id))

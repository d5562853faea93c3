"""Every read of people, invitations and the roll."""

import hashlib
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from forum.accounts.models import Device, Invitation, RollEntry, User, UserRole, YearLink
from forum.config import DEMO_DOMAIN
from forum.extensions import db
from forum.notifications.models import News
from forum.permissions import Role, may
from moderation import clock

PEOPLE_A_PAGE = 50
DEVICE_LASTS = timedelta(days=30)  # somebody not seen on a device for so long is signed out there
_WHOLE = (
    joinedload(User.role_links),
    joinedload(User.year_links),
    joinedload(User.acceptances),
)


def still(ends_at: sa.orm.InstrumentedAttribute[datetime | None]) -> sa.ColumnElement[bool]:
    """That something has no end, or that its end is a moment to come."""
    return sa.or_(ends_at.is_(None), ends_at > clock.now())


def person_on_device(user_id: int, key: str, today: date) -> tuple[User, Device] | None:
    """The person signed in with this key, with everything guards ask; one statement.

    It says as well whether they have news, so that a page asks how much only where there is some.
    None once they have signed out there, or have not been seen there for long.
    """
    has_news = sa.exists().where(News.person_id == User.id, News.read_at.is_(None))
    found = (
        db.session.execute(
            sa.select(User, Device, has_news)
            .join(Device, Device.user_id == User.id)
            .where(User.id == user_id, Device.key_hash == hash_of_token(key))
            .where(Device.last_seen_on >= today - DEVICE_LASTS)
            .options(*_WHOLE)
        )
        .unique()
        .one_or_none()
    )
    if found is None:
        return None
    user, device, has_some = found
    user.may_have_news = has_some
    return user, device


def devices_of(user: User, today: date) -> Sequence[Device]:
    """Where this person is signed in, the last seen first."""
    return db.session.scalars(
        sa.select(Device)
        .where(Device.user_id == user.id, Device.last_seen_on >= today - DEVICE_LASTS)
        .order_by(Device.last_seen_on.desc(), Device.id.desc())
    ).all()


def device_of(user: User, device_id: int) -> Device | None:
    """One of this person's own devices."""
    return db.session.scalar(sa.select(Device).where(Device.id == device_id, Device.user_id == user.id))


def person(user_id: int) -> User | None:
    """One person with their roles, classes and acceptances, whether they have left or not."""
    return (
        db.session.scalars(sa.select(User).where(User.id == user_id).options(*_WHOLE))
        .unique()
        .one_or_none()
    )


def person_by_email(email: str) -> User | None:
    """The person with this address, however it is capitalised."""
    return (
        db.session.scalars(sa.select(User).where(User.email == tidy_email(email)).options(*_WHOLE))
        .unique()
        .one_or_none()
    )


def tidy_email(email: str) -> str:
    """An address as it is kept: lower case, without spaces around it."""
    return email.strip().lower()


def lock_person(user_id: int) -> None:
    """Let nobody else change this person until the open transaction ends."""
    db.session.execute(sa.select(User.id).where(User.id == user_id).with_for_update())


def people_holding(*permissions: StrEnum) -> Sequence[User]:
    """Everybody here now whose roles include this permission, or one of these."""
    return people_with_roles([role for role in Role if any(may([role], each) for each in permissions)])


def people_with_roles(roles: Collection[Role]) -> Sequence[User]:
    """Everybody here now who holds one of these roles, with their roll entries."""
    holders = sa.select(UserRole.user_id).where(UserRole.role.in_(roles))
    return (
        db.session.scalars(
            sa.select(User)
            .where(User.id.in_(holders), still(User.left_at))
            .order_by(User.id)
            .options(joinedload(User.role_links), joinedload(User.roll_entry))
        )
        .unique()
        .all()
    )


def teachers_of(years: Collection[str]) -> Sequence[User]:
    """Everybody here now who teaches one of these classes, by name."""
    taught = sa.select(YearLink.user_id).where(YearLink.year_group.in_(years), still(YearLink.ended_at))
    teachers = sa.select(UserRole.user_id).where(UserRole.role == Role.TEACHER)
    return (
        db.session.scalars(
            sa.select(User)
            .where(User.id.in_(taught), User.id.in_(teachers), still(User.left_at))
            .order_by(sa.func.lower(User.display_name), User.id)
            .options(joinedload(User.year_links))
        )
        .unique()
        .all()
    )


def people(search: str = "", page: int = 1) -> tuple[Sequence[User], bool]:
    """One page of people by name or address, those who left last, and whether there are more."""
    wanted = sa.select(User)
    if search:
        wanted = wanted.where(
            User.display_name.icontains(search, autoescape=True)
            | User.email.icontains(search, autoescape=True)
        )
    found = db.session.scalars(
        wanted.order_by(sa.not_(still(User.left_at)), sa.func.lower(User.display_name), User.id)
        .offset((page - 1) * PEOPLE_A_PAGE)
        .limit(PEOPLE_A_PAGE + 1)
        .options(selectinload(User.role_links), selectinload(User.year_links))
    ).all()
    return found[:PEOPLE_A_PAGE], len(found) > PEOPLE_A_PAGE


def anyone_has_joined() -> bool:
    """Whether there is any account at all, of somebody here or of somebody who has left."""
    return bool(db.session.scalar(sa.select(sa.exists().select_from(User))))


def demo_people_exist() -> bool:
    """Whether anybody of the demo school is in this database."""
    demo = sa.select(User.id).where(User.email.endswith(f"@{DEMO_DOMAIN}", autoescape=True))
    return db.session.scalar(demo.limit(1)) is not None


def hash_of_token(token: str) -> str:
    """What is kept of a key that only a link or a cookie holds."""
    return hashlib.sha256(token.encode()).hexdigest()


def invitation_by_token(token: str) -> Invitation | None:
    """The invitation this link belongs to, locked for whoever is about to use it."""
    return db.session.scalar(
        sa.select(Invitation).where(Invitation.token_hash == hash_of_token(token)).with_for_update()
    )


def open_invitations(now: datetime | None = None) -> Sequence[Invitation]:
    """Invitations that can still be used, newest first."""
    return db.session.scalars(
        sa.select(Invitation)
        .where(
            Invitation.accepted_at.is_(None),
            Invitation.withdrawn_at.is_(None),
            Invitation.expires_at > (now or clock.now()),
        )
        .order_by(Invitation.id.desc())
    ).all()


def invitation(invitation_id: int) -> Invitation | None:
    """One invitation."""
    return db.session.get(Invitation, invitation_id)


def roll() -> Sequence[RollEntry]:
    """Everybody on the roll: staff first, then pupils by class."""
    return db.session.scalars(
        sa.select(RollEntry).order_by(
            RollEntry.role.desc(), RollEntry.year_group, RollEntry.family_name, RollEntry.id
        )
    ).all()


def staff_on_roll() -> Sequence[RollEntry]:
    """The staff on the roll, by family name."""
    return db.session.scalars(
        sa.select(RollEntry)
        .where(RollEntry.role == "staff")
        .order_by(RollEntry.family_name, RollEntry.given_name, RollEntry.id)
    ).all()


def roll_version() -> str:
    """Changes whenever the roll does."""
    count, newest, imported = db.session.execute(
        sa.select(
            sa.func.count(RollEntry.id),
            sa.func.max(RollEntry.id),
            sa.func.max(RollEntry.imported_at),
        )
    ).one()
    return f"{count}.{newest}.{imported}"


def people_on_roll() -> Sequence[User]:
    """Everybody with an account who is linked to an entry of the roll."""
    return db.session.scalars(
        sa.select(User).join(User.roll_entry).options(contains_eager(User.roll_entry))
    ).all()


def names_of_members() -> Sequence[tuple[int, str]]:
    """The id and name of everybody who belongs here now."""
    rows = db.session.execute(sa.select(User.id, User.display_name).where(still(User.left_at)))
    return [(row.id, row.display_name) for row in rows]


def classes() -> list[str]:
    """Every class that somebody belongs to or that is on the roll."""
    linked = sa.select(YearLink.year_group).where(still(YearLink.ended_at))
    on_roll = sa.select(RollEntry.year_group).where(RollEntry.year_group != "")
    return sorted(db.session.scalars(sa.union(linked, on_roll)).all())

"""People, what they are here, which classes they belong to, and what they accepted."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from flask_login import UserMixin
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.database import Base
from forum.permissions import Role
from moderation import Actor, RollPerson, clock
from moderation.database import UtcDateTime, enum_column

# What only people who work at the school are; parents may moderate and hear appeals.
STAFF_ROLES = frozenset({Role.TEACHER, Role.ADMIN, Role.HEADTEACHER, Role.SAFEGUARDING_LEAD})


class Relationship(StrEnum):
    """What somebody is to the children of a class; the policy binds all alike (clause A5)."""

    PARENT = "parent"
    CARER = "carer"
    RELATIVE = "relative"
    GUARDIAN = "guardian"
    TEACHER = "teacher"
    STAFF = "staff"
    OTHER = "other"


class TextSize(StrEnum):
    """How large somebody wants pages written."""

    NORMAL = "normal"
    LARGE = "large"
    LARGER = "larger"


class Theme(StrEnum):
    """Whether somebody wants pages light or dark, whatever their device says."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class User(Base, UserMixin):  # type: ignore[misc]
    """One adult with an account of their own.

    `session_epoch` is part of every session: raising it signs the person out everywhere at once.
    `totp_step` is the half minute whose number was used last, so that none is used twice.
    `former_name` is kept, for the office alone, of somebody who left and took their name with them.
    `device_key` is the one of the browser this request comes from; only its hash is kept.
    `may_have_news` is False once this request found that there is none.
    """

    device_key = ""
    may_have_news = True

    __tablename__ = "users"
    __table_args__ = (sa.CheckConstraint("email = lower(email)", name="email_lower_case"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(sa.String(254), unique=True)
    display_name: Mapped[str] = mapped_column(sa.String(80))
    former_name: Mapped[str | None] = mapped_column(sa.String(80))
    password_hash: Mapped[str | None] = mapped_column(sa.String(300))
    session_epoch: Mapped[int] = mapped_column(default=1)
    roll_entry_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("roll_entries.id", ondelete="SET NULL")
    )
    shows_relation: Mapped[bool] = mapped_column(default=True)
    languages: Mapped[str] = mapped_column(sa.String(200), default="")
    text_size: Mapped[TextSize] = mapped_column(enum_column(TextSize), default=TextSize.NORMAL)
    theme: Mapped[Theme] = mapped_column(enum_column(Theme), default=Theme.SYSTEM)
    totp_secret: Mapped[str | None] = mapped_column(sa.String(64))
    totp_step: Mapped[int | None]
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime)
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    role_links: Mapped[list["UserRole"]] = relationship(cascade="all, delete-orphan")
    year_links: Mapped[list["YearLink"]] = relationship(cascade="all, delete-orphan")
    acceptances: Mapped[list["PolicyAcceptance"]] = relationship()
    recovery_codes: Mapped[list["RecoveryCode"]] = relationship(cascade="all, delete-orphan")
    roll_entry: Mapped["RollEntry | None"] = relationship()

    def get_id(self) -> str:
        """What a session keeps: who, since which sign-out everywhere, and on which device."""
        return f"{self.id}.{self.session_epoch}.{self.device_key}"

    @property
    def is_active(self) -> bool:
        """Whether this person still belongs to the forum; the day somebody leaves may be to come."""
        return self.left_at is None or self.left_at > clock.now()

    @property
    def roles(self) -> frozenset[Role]:
        """Everything this person is here."""
        return frozenset(link.role for link in self.role_links)

    @property
    def years(self) -> frozenset[str]:
        """The classes this person belongs to now."""
        return frozenset(link.year_group for link in self.year_links if link.is_live)

    @property
    def is_staff(self) -> bool:
        """Whether this person works at the school: on its roll, or in a role only staff have."""
        return self.roll_entry_id is not None or bool(self.roles & STAFF_ROLES)

    @property
    def actor(self) -> Actor:
        """This person as moderation knows them."""
        return Actor(str(self.id), self.display_name)

    @property
    def relation_words(self) -> str:
        """What they are to whom: “parent, Year 2 and Year 5”, or “teacher, Year 2”; for the office."""
        live = [link for link in self.year_links if link.is_live]
        if not live:
            return ""
        years = sorted({link.year_group for link in live})
        return f"{live[0].relationship}, {' and '.join(years)}"

    @property
    def relation_shown(self) -> str:
        """What others read of it beside the name: nothing, if they would rather not say."""
        return self.relation_words if self.shows_relation else ""


class UserRole(Base):
    """One of a person's roles."""

    __tablename__ = "user_roles"

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), primary_key=True)
    role: Mapped[Role] = mapped_column(enum_column(Role), primary_key=True)


class YearLink(Base):
    """A person belongs to a class, as the office has confirmed; never deleted, only ended."""

    __tablename__ = "year_links"
    __table_args__ = (
        sa.CheckConstraint("ended_at IS NULL OR ended_at >= started_at", name="ends_after_it_starts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    year_group: Mapped[str] = mapped_column(sa.String(80))
    relationship: Mapped[Relationship] = mapped_column(enum_column(Relationship))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def is_live(self) -> bool:
        """Whether it counts at this moment; its end may be a day to come."""
        return self.ended_at is None or self.ended_at > clock.now()


class Device(Base):
    """A browser in which somebody is signed in; signing out there takes it away."""

    __tablename__ = "devices"
    __table_args__ = (sa.CheckConstraint("last_seen_on >= first_seen_on", name="seen_last_after_first"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    key_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    kind: Mapped[str] = mapped_column(sa.String(80))
    first_seen_on: Mapped[date]
    last_seen_on: Mapped[date]


class RecoveryCode(Base):
    """A code kept on paper, which stands for the telephone once."""

    __tablename__ = "recovery_codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    code_hash: Mapped[str] = mapped_column(sa.String(64))
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Invitation(Base):
    """A link that lets one person join, once. Only its hash is kept."""

    __tablename__ = "invitations"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    email: Mapped[str] = mapped_column(sa.String(254), index=True)
    roles: Mapped[list[str]] = mapped_column(sa.JSON)
    years: Mapped[list[str]] = mapped_column(sa.JSON)
    relationship: Mapped[Relationship] = mapped_column(enum_column(Relationship))
    display_name: Mapped[str] = mapped_column(sa.String(80), default="")
    invited_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PolicyAcceptance(Base):
    """That a person accepted a version of the policy, and when."""

    __tablename__ = "policy_acceptances"

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), primary_key=True)
    policy_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    accepted_at: Mapped[datetime] = mapped_column(UtcDateTime)


class RollEntry(Base):
    """One person of the school's roll, no wider than screening needs."""

    __tablename__ = "roll_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    role: Mapped[str] = mapped_column(sa.String(10))
    title: Mapped[str] = mapped_column(sa.String(200), default="")
    given_name: Mapped[str] = mapped_column(sa.String(200))
    family_name: Mapped[str] = mapped_column(sa.String(200))
    known_as: Mapped[list[str]] = mapped_column(sa.JSON)
    year_group: Mapped[str] = mapped_column(sa.String(200), default="")
    job: Mapped[str] = mapped_column(sa.String(200), default="")
    imported_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def person(self) -> RollPerson:
        """This entry as screening takes it."""
        return RollPerson(
            role=self.role,
            title=self.title,
            given_name=self.given_name,
            family_name=self.family_name,
            known_as=tuple(self.known_as),
            year_group=self.year_group,
            job=self.job,
        )

"""What an admin decides about somebody's account: roles, classes, place on the roll, leaving."""

from collections.abc import Collection

from forum.accounts import names, queries
from forum.accounts.models import Relationship, User, UserRole, YearLink
from forum.accounts.services import end_sessions, subject_of
from forum.errors import NotChanged, Refused
from forum.extensions import db, moderation
from forum.permissions import Role
from moderation import clock


def set_name(user: User, name: str, *, admin: User) -> None:
    """What the person is called here, as the school vouches for it."""
    name = " ".join(name.split())
    if name == user.display_name:
        return
    problem = names.why_not(name, is_staff=True, own=user)
    if problem:
        raise Refused({"display_name": problem})
    user.display_name = name
    moderation.audit("person:name_changed", actor=admin.actor, subject=subject_of(user))


def set_roles(user: User, roles: Collection[Role], *, admin: User) -> None:
    """Make these the person's roles, all of them."""
    wanted, held = frozenset(roles), user.roles
    if not wanted:
        raise Refused({"roles": "Choose at least one role. Somebody who leaves is marked below."})
    if wanted == held:
        return
    if Role.ADMIN in held - wanted:
        keep_one_admin(user)
    user.role_links = [link for link in user.role_links if link.role in wanted]
    user.role_links += [UserRole(role=role) for role in sorted(wanted - held)]
    moderation.audit(
        "person:roles_changed",
        actor=admin.actor,
        subject=subject_of(user),
        added=sorted(wanted - held),
        taken=sorted(held - wanted),
    )


def relationship_of(roles: Collection[Role], chosen: Relationship) -> Relationship:
    """What somebody is to their classes: a teacher is never shown as a parent by mistake."""
    only_teaches = Role.TEACHER in roles and Role.PARENT not in roles
    return Relationship.TEACHER if only_teaches and chosen is Relationship.PARENT else chosen


def set_classes(user: User, years: Collection[str], relationship: Relationship, *, admin: User) -> None:
    """Make these the classes the person belongs to; links are ended, never deleted."""
    relationship = relationship_of(user.roles, relationship)
    wanted, now = frozenset(years), clock.now()
    live = [link for link in user.year_links if link.is_live]
    ending = [
        link for link in live if link.year_group not in wanted or link.relationship != relationship
    ]
    kept = {link.year_group for link in live if link not in ending}
    if not ending and kept == wanted:
        return
    before = sorted(user.years)
    for link in ending:
        link.ended_at = now
    user.year_links += [
        YearLink(year_group=year, relationship=relationship, started_at=now)
        for year in sorted(wanted - kept)
    ]
    moderation.audit(
        "person:classes_changed",
        actor=admin.actor,
        subject=subject_of(user),
        before=before,
        after=sorted(wanted),
        relationship=relationship,
    )


def set_roll_entry(user: User, entry_id: int | None, *, admin: User) -> None:
    """Say who of the staff this person is, so that they never decide on what names them."""
    if entry_id is not None and entry_id not in {entry.id for entry in queries.staff_on_roll()}:
        raise Refused({"roll_entry": "Choose somebody from the list."})
    if user.roll_entry_id == entry_id:
        return
    user.roll_entry_id = entry_id
    moderation.audit(
        "person:roll_entry_set", actor=admin.actor, subject=subject_of(user), entry=entry_id
    )


def leave(user: User, *, admin: User) -> None:
    """The person no longer belongs here; what they wrote and what was decided stays."""
    if not user.is_active:
        raise NotChanged("They are marked as having left already.")
    if user.id == admin.id:
        raise NotChanged("Please ask another admin to do this: it would lock you out at once.")
    if Role.ADMIN in user.roles:
        keep_one_admin(user)
    user.left_at = clock.now()
    end_sessions(user)
    moderation.audit("person:left", actor=admin.actor, subject=subject_of(user))


def come_back(user: User, *, admin: User) -> None:
    """The person belongs here again, as what they were. Measures in force still are."""
    if user.left_at is None:
        raise NotChanged("They belong to the forum already.")
    user.left_at = None
    if user.former_name:
        user.display_name, user.former_name = user.former_name, None
    moderation.audit("person:came_back", actor=admin.actor, subject=subject_of(user))


def keep_one_admin(user: User) -> None:
    # Two admins taking each other's role at once would otherwise both find the other one left.
    for admin in queries.people_with_roles([Role.ADMIN]):
        queries.lock_person(admin.id)
    db.session.flush()
    if not [other for other in queries.people_with_roles([Role.ADMIN]) if other.id != user.id]:
        raise Refused({"roles": "There must always be an admin. Make somebody else one first."})

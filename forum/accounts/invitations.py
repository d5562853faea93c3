"""Inviting people and joining: the only way to get an account."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from email_validator import EmailNotValidError, validate_email

from forum.accounts import names, passwords, queries
from forum.accounts.membership import relationship_of
from forum.accounts.models import (
    Invitation,
    PolicyAcceptance,
    Relationship,
    User,
    UserRole,
    YearLink,
)
from forum.accounts.services import subject_of
from forum.addresses import full_address
from forum.errors import NotChanged, NotFound, Refused
from forum.extensions import db, moderation
from forum.notifications import queue
from forum.permissions import Role
from moderation import Subject, clock

LASTS = timedelta(days=14)


class LinkSpent(NotFound):
    """An invitation that has been used, withdrawn, or is too old; `str()` says what to do."""

    title = "This invitation can't be used any more"


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation and the link that is shown once."""

    invitation: Invitation
    link: str


def invite(
    email: str,
    *,
    roles: Collection[Role],
    years: Collection[str] = (),
    relationship: Relationship = Relationship.PARENT,
    display_name: str = "",
    admin: User | None,
) -> Invited:
    """Invite one person and queue the mail with their link; `admin` None is the command line."""
    email = queries.tidy_email(email)
    if not _is_address(email):
        raise Refused({"email": "Please check this address: it should look like name@example.com."})
    if not roles:
        raise Refused({"roles": "Choose at least one role."})
    if queries.person_by_email(email):
        raise Refused(
            {"email": "Somebody with this address has an account. You can change it under People."}
        )
    token, now = secrets.token_urlsafe(32), clock.now()
    invitation = Invitation(
        token_hash=queries.hash_of_token(token),
        email=email,
        roles=sorted(role.value for role in roles),
        years=sorted(years),
        relationship=relationship_of(roles, relationship),
        display_name=display_name,
        invited_by_id=admin.id if admin else None,
        created_at=now,
        expires_at=now + LASTS,
    )
    db.session.add(invitation)
    # The audit entry names the invitation.
    db.session.flush()
    moderation.audit(
        "invitation:created",
        actor=admin.actor if admin else None,
        subject=_subject(invitation),
        roles=invitation.roles,
        years=invitation.years,
    )
    link = full_address(f"/join/{token}")
    _mail(invitation, link)
    return Invited(invitation, link)


def _is_address(email: str) -> bool:
    try:
        validate_email(email, check_deliverability=False)
    except EmailNotValidError:
        return False
    return len(email) <= 254


def _mail(invitation: Invitation, link: str) -> None:
    school = moderation.policy.school
    queue(
        invitation.email,
        f"Your invitation to the online forum of {school.name}",
        f"Hello,\n\n{school.name} invites you to its online forum for parents. With this link "
        "you choose a name and a password. It is yours alone and works for "
        f"{LASTS.days} days, once:\n\n{link}\n\nIf you have questions, ring the office on "
        f"{school.office_phone} or write to {school.office_email}.\n",
    )


def withdraw(invitation: Invitation, *, admin: User) -> None:
    """Make an invitation's link useless."""
    if invitation.accepted_at or invitation.withdrawn_at:
        raise NotChanged("This invitation has been used or withdrawn already.")
    invitation.withdrawn_at = clock.now()
    moderation.audit("invitation:withdrawn", actor=admin.actor, subject=_subject(invitation))


def invitation_for(token: str) -> Invitation:
    """The invitation this link opens. Anything else is said kindly: `NotFound` or `LinkSpent`."""
    invitation = queries.invitation_by_token(token)
    if invitation is None:
        raise NotFound(
            "We don't know this invitation. Perhaps a part of the link got lost: please copy the "
            "whole of it from the mail, or ask the school office for a new one."
        )
    if invitation.accepted_at:
        raise LinkSpent("You have joined with it, so you can simply sign in.")
    if invitation.withdrawn_at:
        raise LinkSpent("The school has withdrawn it. Please ask the school office if that is wrong.")
    if invitation.expires_at <= clock.now():
        raise LinkSpent(
            f"Invitations work for {LASTS.days} days. Please ask the school office for a new one."
        )
    return invitation


def join(invitation: Invitation, *, display_name: str, password: str) -> User:
    """A new person with the invitation's roles and classes, who accepts the policy in force."""
    problems = {
        "display_name": names.why_not(display_name, is_staff=names.is_for_staff(invitation.roles)),
        "password": passwords.why_not(password, email=invitation.email),
    }
    found = {field: problem for field, problem in problems.items() if problem}
    if found:
        raise Refused(found)
    if queries.person_by_email(invitation.email):
        raise LinkSpent("There is an account with your address already: you can simply sign in.")
    now = clock.now()
    user = User(
        email=invitation.email,
        display_name=" ".join(display_name.split()),
        password_hash=passwords.hash_of(password),
        session_epoch=1,
        joined_at=now,
    )
    user.role_links = [UserRole(role=Role(role)) for role in invitation.roles]
    user.year_links = [
        YearLink(year_group=year, relationship=invitation.relationship, started_at=now)
        for year in invitation.years
    ]
    user.acceptances = [PolicyAcceptance(policy_hash=moderation.policy.hash, accepted_at=now)]
    invitation.accepted_at = now
    db.session.add(user)
    # The audit entry and the session name the new person.
    db.session.flush()
    moderation.audit(
        "person:joined",
        actor=user.actor,
        subject=subject_of(user),
        invitation=invitation.id,
        policy=moderation.policy.hash,
    )
    return user


def _subject(invitation: Invitation) -> Subject:
    return Subject("invitation", str(invitation.id))

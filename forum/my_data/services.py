"""Taking a copy of one's own, and leaving; what was decided outlives the account."""

from forum.accounts.membership import keep_one_admin
from forum.accounts.models import User
from forum.accounts.names import is_for_staff
from forum.accounts.services import check_password, end_sessions, subject_of
from forum.boards.drafting import forget_all_drafts
from forum.extensions import db, moderation
from forum.my_data import archive, contents
from forum.notifications import queue
from forum.permissions import Role
from moderation import clock

PARENT_GONE = "A parent who has left"
STAFF_GONE = "A colleague who has left"


def take_copy(person: User) -> bytes:
    """A ZIP file of everything of their own, to keep."""
    moderation.audit("person:data_copied", actor=person.actor, subject=subject_of(person))
    return archive.of(contents.everything_of(person), moderation.policy.school)


def leave_with_name(person: User, password: str) -> None:
    """The person is gone at once, everywhere; their name stays beside what they wrote."""
    _leave(person, password, name_stays=True)


def leave_without_name(person: User, password: str) -> None:
    """The same, and nobody but the office reads any more whose the words were."""
    _leave(person, password, name_stays=False)
    person.former_name = person.display_name
    person.display_name = STAFF_GONE if is_for_staff(person.roles) else PARENT_GONE


def _leave(person: User, password: str, *, name_stays: bool) -> None:
    check_password(person, password)
    if Role.ADMIN in person.roles:
        keep_one_admin(person)
    actor, school = person.actor, moderation.policy.school
    person.left_at = clock.now()
    end_sessions(person)
    forget_all_drafts(person)
    # The entry names the person as they were known when they left.
    db.session.flush()
    moderation.audit(
        "person:left", actor=actor, subject=subject_of(person), by_themselves=True, name_stays=name_stays
    )
    queue(
        person.email,
        "You have left the online forum",
        f"Hello {actor.name},\n\nyou have left the online forum of {school.name}, and this is the last "
        "mail from it. If that was not you, or if you would like to come back, ring the office on "
        f"{school.office_phone}.\n",
    )

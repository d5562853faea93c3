"""What the office says to everybody: a line above the boards until a day, and a welcome."""

from datetime import date, datetime, time, timedelta

from forum import markup
from forum.accounts.models import User
from forum.admin import queries
from forum.admin.models import Announcement, SchoolText
from forum.extensions import db, moderation
from moderation import Subject, clock

WELCOME = "welcome"


def announce(text: str, until: date, *, admin: User) -> Announcement:
    """Show this above the boards to everybody, until the end of a day."""
    ends = datetime.combine(until + timedelta(days=1), time(), moderation.policy.school.zone)
    made = Announcement(
        text=markup.tidy(text),
        html=markup.render(markup.tidy(text)),
        made_at=clock.now(),
        made_by_id=admin.id,
        ends_at=ends,
    )
    db.session.add(made)
    # The entry names the announcement.
    db.session.flush()
    moderation.audit(
        "announcement:made", actor=admin.actor, subject=_subject(made), until=until.isoformat()
    )
    return made


def end_announcement(made: Announcement, *, admin: User) -> None:
    """Show it no longer."""
    if made.ends_at > clock.now():
        made.ends_at = clock.now()
        moderation.audit("announcement:ended", actor=admin.actor, subject=_subject(made))


def write_welcome(text: str, *, admin: User) -> None:
    """What whoever joins reads first; nothing if it is empty."""
    kept = queries.school_text(WELCOME)
    if kept is None:
        kept = SchoolText(name=WELCOME)
        db.session.add(kept)
    kept.text = markup.tidy(text)
    kept.html = "" if markup.is_blank(kept.text) else markup.render(kept.text)
    kept.changed_at, kept.changed_by_id = clock.now(), admin.id
    moderation.audit("welcome:changed", actor=admin.actor)


def _subject(made: Announcement) -> Subject:
    return Subject("announcement", str(made.id))

"""The ways to reach the school: what each is called, what it asks, and the channel it belongs to."""

from dataclasses import dataclass

from forum.accounts.models import User
from forum.channels import forms, recipients
from forum.channels.models import ConcernKind


@dataclass(frozen=True, slots=True)
class Way:
    """One way to reach the school: its address, its page, its form, and the policy's channel."""

    name: str
    kind: ConcernKind
    heading: str
    form: type[forms.ContactForm]
    channel: str = ""


WAYS = {
    way.name: way
    for way in (
        Way("individual", ConcernKind.INDIVIDUAL, "Send a note to the person concerned",
            forms.IndividualForm, "individual"),
        Way("meeting", ConcernKind.MEETING, "Put it on the Parents’ Forum meeting’s agenda",
            forms.MeetingForm, "parents_forum_meeting"),
        Way("talk", ConcernKind.TALK, "Ask for a talk in confidence",
            forms.TalkForm, "confidential_talk"),
        Way("complaint", ConcernKind.COMPLAINT, "Make a formal complaint",
            forms.ComplaintForm, "formal_complaint"),
        Way("privacy", ConcernKind.PRIVACY, "Ask about your data", forms.ContactForm),
        Way("child-at-risk", ConcernKind.CHILD_AT_RISK, "Tell us about a child at risk",
            forms.ChildAtRiskForm),
    )
}  # fmt: skip
BY_CHANNEL = {way.channel: way for way in WAYS.values() if way.channel}


def blank_form(way: Way, author: User | None, **known: object) -> forms.ContactForm:
    """The form of this way with what is known filled in, and whom this person may ask."""
    form = way.form(**known)
    form.offer(recipients.offered_to(author))
    return form

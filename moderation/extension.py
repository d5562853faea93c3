"""The extension: what a site plugs in, and the one object everything in moderation is reached by."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from moderation import clock, reminding
from moderation.cases import queries as case_queries
from moderation.cases import services as cases
from moderation.cases.limits import Limits, limits_for
from moderation.cases.models import Reply
from moderation.current import EXTENSION, current_moderation
from moderation.errors import NotAllowed, SignInNeeded
from moderation.host import Actor, ContentType, People, Subject
from moderation.notices import paper
from moderation.notices import queries as notice_queries
from moderation.notices import services as notices
from moderation.notices.models import Notice
from moderation.permissions import Permission
from moderation.policy import Clause, Policy, Route
from moderation.policy import queries as policy_queries
from moderation.policy import services as policy_versions
from moderation.policy.editions import Editions, load_editions
from moderation.policy.queries import VersionInForce
from moderation.policy.routes import decide
from moderation.policy.schooltime import due_after_school_days, everything_waits
from moderation.records import access, audit
from moderation.records.access import OnRecord
from moderation.records.models import AuditEntry
from moderation.review import reporting, submitting, taking_back
from moderation.review.foreseeing import Foresight, foresee
from moderation.review.models import Submission
from moderation.review.named import Named, who_is_named
from moderation.review.standing import Standing, standing
from moderation.review.states import State
from moderation.safeguarding import worrying
from moderation.screening import Match, Mention, Screener, open_model

__all__ = ["Moderation", "current_moderation"]


class Moderation:
    """A school's policy at work on a site's content.

    Plug it in with `init_app`; then call `submit` for every text, and nothing is public until the
    policy or a person says so. Every method works in the site's own session and leaves the commit
    to the caller.
    """

    people: People
    layout: str

    def init_app(
        self,
        app: Flask,
        *,
        session: Callable[[], Session],
        content: Iterable[ContentType],
        people: People,
        policy_file: str = "",
        next_policy_file: str = "",
        layout: str = "moderation/layout.html",
        deliver: Callable[[], object] = lambda: None,
        address: Callable[[str], str] = str,
    ) -> None:
        """Load the policy (a fault stops the start and says the mend) and add pages and commands.

        `policy_file` empty means the policy this package ships; `next_policy_file` is the version
        that takes its place on its day. `layout` is the template that moderation's pages extend;
        `address` makes of a path what a printed letter can give, such as the whole address.
        `deliver` sends what `People.tell` queued, where no request does: a command calls it once its
        transaction is kept.
        """
        from moderation import pages
        from moderation.cli import moderation_commands

        self._editions = load_editions(policy_file, next_policy_file)
        self.people = people
        self.layout = layout
        self.deliver = deliver
        self.address = address
        self._session = session
        self._content = {kind.kind: kind for kind in content}
        self._screener: tuple[object, Screener] | None = None
        self._earlier_policies: dict[str, Policy] = {}
        app.extensions[EXTENSION] = self
        pages.init_app(app, self)
        app.cli.add_command(moderation_commands)

    @property
    def policy(self) -> Policy:
        """The version in force at this moment: the one to come takes over at midnight, school time."""
        return self._editions.at(clock.now())

    @policy.setter
    def policy(self, policy: Policy) -> None:
        """Put this version in force, as a start with its file does."""
        self._editions = Editions(policy)

    @property
    def policy_to_come(self) -> Policy | None:
        """The version that is not in force yet, if the school has put one in place."""
        return self._editions.to_come(clock.now())

    @property
    def session(self) -> Session:
        """The site's session, in whose transaction everything here happens."""
        return self._session()

    def content(self, subject: Subject) -> ContentType:
        """What the site registered for this kind of subject."""
        return self._content[subject.kind]

    def content_types(self) -> Mapping[str, ContentType]:
        """Everything the site registered, by kind."""
        return self._content

    def require(self, permission: Permission) -> Actor:
        """Who is signed in, if they hold this permission; else a refusal that says what to do."""
        actor = self.people.current()
        if actor is None:
            raise SignInNeeded("Please sign in to go on.")
        if not self.people.may(actor.id, permission):
            raise NotAllowed("This page is for the people at school who look after the forum.")
        return actor

    def screen(self, text: str) -> tuple[Match, ...]:
        """What every detector sees in a text, with the roll as it is now."""
        return self._compiled().screen(text)

    def is_fit_name(self, name: str) -> bool:
        """Whether the policy lets a name show without a person looking, by its words alone."""
        matches = self._compiled().by_words(name)
        return decide(matches, self.policy).route in (Route.PUBLISH, Route.NUDGE)

    def meant_in(self, text: str) -> Sequence[Mention]:
        """Whom of the roll a text means, as it is now."""
        return self._compiled().meant(text)

    def who_is_named(self, text: str) -> Named:
        """Whom a text names, by account and by place on the roll, and if the head is among them."""
        return who_is_named(self, text)

    def _compiled(self) -> Screener:
        settings = self.policy.screening.settings
        made_of = (self.people.roll_version(), settings)
        if self._screener is None or self._screener[0] != made_of:
            self._screener = (made_of, Screener(self.people.roll(), settings))
        return self._screener[1]

    def policy_under(self, fingerprint: str) -> Policy:
        """The version something was submitted or decided under; new rules never judge an old post.

        The one in force stands in for a version that was never kept or can no longer be read.
        """
        known = self._editions.with_hash(fingerprint)
        if known:
            return known
        if fingerprint not in self._earlier_policies:
            found = policy_versions.version(self.session, fingerprint)
            if found is None:
                return self.policy
            self._earlier_policies[fingerprint] = found
        return self._earlier_policies[fingerprint]

    def asks_the_same(self, fingerprint: str) -> bool:
        """Whether whoever accepted that version of the policy has accepted the one in force."""
        found = self.policy_under(fingerprint)
        return found.hash == fingerprint and found.accepted_hash == self.policy.accepted_hash

    def clause_under(self, clause: str | None, fingerprint: str) -> Clause | None:
        """A clause as that version of the policy has it; None where none is concerned."""
        return self.policy_under(fingerprint).clauses.get(clause) if clause else None

    def open_screening(self) -> None:
        """Compile the roll and open the model now, so that the workers of a server share both.

        `ModelDamaged` if the model cannot be opened; until it can, everything is held.
        """
        open_model()
        self.screen("A few plain words, enough of them for every check to open what it reads by.")

    def clause_plain(self, clause: str | None, fingerprint: str) -> str:
        """The same in plain English; empty where none is concerned."""
        found = self.clause_under(clause, fingerprint)
        return found.plain if found else ""

    def record_policy(self) -> None:
        """Keep the policy in force, and the one to come, as versions of their own, once.

        Raises `PolicyFault` if the files would put one in force before its day.
        """
        policy_versions.record(self, self._editions)

    def note_policy_in_force(self) -> Sequence[str]:
        """Write down that the version to come has come into force; what was done, a line each."""
        return policy_versions.note_in_force(self, self._editions)

    def policy_hash_at(self, moment: datetime) -> str:
        """The fingerprint of the version that was in force then."""
        if self._editions.following and self._editions.at(moment) is self._editions.following:
            return self._editions.following.hash
        return policy_queries.fingerprint_at(self.session, moment) or self.policy.hash

    def policy_history(self) -> Sequence[VersionInForce]:
        """Every version that came into force, oldest first."""
        return policy_queries.history(self.session)

    def policy_version(self, beginning: str) -> Policy | None:
        """The version of the policy whose fingerprint begins like this, in force or not."""
        is_long_enough = len(beginning) >= policy_versions.SHORTEST
        known = self._editions.with_hash(beginning) if is_long_enough else None
        return known or policy_versions.version(self.session, beginning)

    def take_turn(self) -> None:
        """Before any lock on what is moderated: wait until nobody else decides or offers anything."""
        audit.take_turn(self.session)

    def audit(
        self, action: str, *, actor: Actor | None, subject: Subject | None = None, **detail: Any
    ) -> AuditEntry:
        """One entry of the audit log in the open transaction. Never anybody's words."""
        return audit.append(self.session, action, actor=actor, subject=subject, detail=detail)

    def submit(self, subject: Subject, text: str, *, author: Actor) -> Submission:
        """Offer one version of a text; see `moderation.review.submitting.submit`."""
        submission = submitting.submit(self, subject, text, author=author)
        if submission.state is State.PUBLISHED:
            cases.changed(self, subject, text, author=author)
        return submission

    def foresee(self, text: str) -> Foresight | None:
        """What its writer should know before sending a text; None if its words would show at once."""
        return foresee(self, text)

    def away_until(self) -> datetime | None:
        """By when a person looks at what is sent now, if all of it waits because school is away."""
        if not everything_waits(clock.now(), self.policy):
            return None
        return self.due_after_school_days(self.policy.holds.review_school_days)

    def withdraw(self, subject: Subject, *, author: Actor) -> None:
        """The author takes down a version that waits."""
        taking_back.withdraw(self, subject, author=author)
        cases.taken_down(self, subject, author=author)

    def redirect(self, subject: Subject, *, author: Actor, channel: str) -> None:
        """The author takes a version that waits to a better channel."""
        taking_back.redirect(self, subject, author=author, channel=channel)

    def deleted(self, subject: Subject, *, author: Actor) -> None:
        """The author deleted what was published."""
        taking_back.deleted(self, subject, author=author)
        cases.taken_down(self, subject, author=author)

    def report(self, subject: Subject, *, reporter: Actor, reason: str, details: str = "") -> None:
        """A reader reports something published."""
        reporting.report(self, subject, reporter=reporter, reason=reason, details=details)

    def worry(self, subject: Subject, text: str, *, by: Actor) -> str:
        """A reader is worried about a child because of something that shows; a reference for them."""
        return worrying.worry_about_post(self, subject, text, by=by).reference

    def remind(self) -> Sequence[str]:
        """Remind whoever keeps others waiting, each once; what was done, a line each.

        To be called now and then, by `flask moderation remind` or by the site itself.
        """
        return reminding.remind(self)

    def report_reasons(self) -> list[tuple[str, str]]:
        """What a reader may choose from when reporting: value and label."""
        return [(reason.value, reason.label) for reason in self.policy.report_reasons.values()]

    def due_after_school_days(self, count: int) -> datetime:
        """The end of work on the `count`th school day from now."""
        return due_after_school_days(clock.now(), count, self.policy)

    def standing(self, subjects: Collection[Subject]) -> Mapping[Subject, Standing]:
        """How the newest version of each subject stands, as its author may know it."""
        return standing(self, subjects)

    def limits_for(self, person_id: str) -> Limits:
        """What restrictions and blocks mean for this person at this moment; one statement."""
        return limits_for(self, person_id)

    def notices_for(self, person_id: str) -> Sequence[Notice]:
        """What this person was told, newest first."""
        return notice_queries.notices_for(self.session, person_id, clock.now())

    def notice(self, notice_id: int, person_id: str) -> Notice:
        """One of this person's own notices; `NotFound` for anybody else's."""
        return notices.notice_for(self, notice_id, person_id)

    def letter(self, notice: Notice) -> bytes:
        """A notice as a letter to print or keep, as PDF."""
        return paper.letter(notice, self.policy)

    def replies_to(self, notice: Notice) -> Sequence[Reply] | None:
        """What its recipient has answered so far; None where there is nothing to answer."""
        return case_queries.replies_to(self.session, notice.measure_id) if notice.measure_id else None

    def reply(self, notice: Notice, text: str) -> Reply:
        """Its recipient's own side, which stays with what they were told of."""
        person = Actor(notice.recipient_id, notice.recipient_name)
        return cases.reply(self, notice.measure_id or 0, text, person=person)

    def on_record(self, person_id: str) -> OnRecord:
        """What this person may have a copy of: what they were told, and what they said themselves."""
        return access.on_record(self, person_id)

    def mark_read(self, notice: Notice) -> None:
        """Its recipient has read it."""
        notices.mark_read(notice)

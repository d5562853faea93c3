"""What moderators, the head and the reporting parents do in the demo school."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import cycle

import sqlalchemy as sa

from forum.accounts.models import User
from forum.boards import services as boards
from forum.boards.models import Post, PostState
from forum.channels.models import ConcernKind
from forum.channels.services import Wishes, receive
from forum.extensions import db, moderation
from moderation import clock
from moderation.cases import services as cases
from moderation.cases.ladder import Proposal
from moderation.cases.models import Finding, Outcome
from moderation.errors import NotAllowed
from moderation.policy import MeasureKind
from moderation.review import deciding
from moderation.review.models import Submission
from moderation.review.states import DecisionKind, State

_OTHERS = ("dsl", "deputy", "head", "chair")  # in turn, where a moderator may not
_WORDS = {
    "send_back": "Please take out the private detail and send it again; the rest is fine.",
    "decline": "This is about a particular person and would hurt. Please tell us in private instead.",
    "redirect": "Thank you for raising this. The office can look into it properly and answer you.",
}


class Staff:
    """Everyone at the demo school who looks at posts."""

    def __init__(self, people: Mapping[str, User]) -> None:
        self.people = people
        self._finding: Finding | None = None
        self._moderators = cycle(["moderator1", "moderator2", "moderator3"])

    def look_at(self, written: Sequence[Post], line: Mapping[str, object]) -> None:
        """Decide on a post that was held, as a sensible person would."""
        for post in written:
            submission = self._waiting(post)
            if submission is None:
                continue
            kind = DecisionKind(str(line.get("then", "publish")))
            verdict = deciding.Verdict(
                kind=kind,
                version=submission.revision,
                category="" if kind is DecisionKind.PUBLISH else submission.category or "other",
                reason=_WORDS.get(kind, ""),
                channel="formal_complaint" if kind is DecisionKind.REDIRECT else "",
                override_reason="Both of us have read it, and nobody is at risk.",
            )
            self._decide(submission, verdict)

    def _waiting(self, post: Post) -> Submission | None:
        subject = boards.subject_of(post)
        return db.session.scalar(
            sa.select(Submission)
            .where(Submission.subject_kind == subject.kind, Submission.subject_id == subject.id)
            .where(Submission.due_at.is_not(None))
            .order_by(Submission.id.desc())
            .limit(1)
        )

    def _decide(self, submission: Submission, verdict: deciding.Verdict) -> None:
        """The next moderator decides; what is not for them goes to those who look first."""
        for name in (next(self._moderators), next(self._moderators), *_OTHERS):
            now = replace(verdict, version=submission.revision)
            try:
                deciding.decide(moderation, submission.id, now, moderator=self.people[name].actor)
            except NotAllowed:
                continue
            # Publishing some takes two: the first of them has only proposed it.
            if verdict.kind is not DecisionKind.PUBLISH or not submission.is_waiting:
                return

    def report(self, written: Sequence[Post], now: datetime) -> None:
        """Another parent reports what shows."""
        for post in written:
            if post.state is PostState.PUBLISHED and clock.now() < now:
                reporter = self.people[
                    "parent5" if post.author_id != self.people["parent5"].id else "parent7"
                ]
                boards.report(
                    post, "unkind", "This made me wince. She is a real person.", reporter=reporter
                )

    def case_in_progress(self) -> Iterator[tuple[float, Callable[[], None]]]:
        """How many days ago what was done: a finding, a talk and a request; messages to the school."""
        yield 9.2, self._find_a_breach
        yield 8.1, self._talk_and_ask
        yield 2.3, self._tell_the_school

    def _tell_the_school(self) -> None:
        """Two parents use a better place than the forum."""
        for mailbox, kind, text, wishes in (
            (
                "parent9",
                ConcernKind.COMPLAINT,
                "My daughter has come home without her inhaler three times this half term. I have "
                "told the class and nothing has changed. Please look into it.",
                Wishes(),
            ),
            (
                "parent14",
                ConcernKind.MEETING,
                "The crossing by the church is dark by four now. Could we talk about what parents "
                "and the school can ask of the council?",
                Wishes(topic="The crossing in winter"),
            ),
        ):
            parent = self.people[mailbox]
            receive(
                kind,
                name=parent.display_name,
                email=parent.email,
                text=text,
                wishes=wishes,
                author=parent,
            )

    def _find_a_breach(self) -> None:
        declined = db.session.scalars(
            sa.select(Submission)
            .where(Submission.state == State.DECLINED, Submission.category == "offensive")
            .where(~sa.exists().where(Finding.submission_id == Submission.id))
            .order_by(Submission.id)
        ).first()
        if declined is None:
            return
        self._finding = cases.record_finding(
            moderation,
            declined.author_id,
            cases.FindingDraft(
                submission_id=declined.id,
                category="offensive",
                grounds=(),
                words=min(
                    (m.words for m in declined.matches if m.words), key=len, default=declined.text
                ),
                detriment="staff",
                reason="It is about a member of staff by name and was meant to hurt.",
            ),
            admin=self.people["head"].actor,
        )

    def _talk_and_ask(self) -> None:
        if self._finding is None:
            return
        head = self.people["head"].actor
        talk = Proposal(
            kind=MeasureKind.INFORMAL_DISCUSSION,
            reason="We spoke on the telephone. They were cross about the late bus and will "
            "write to the office next time.",
        )
        cases.take(moderation, self._finding.person_id, talk, admin=head, outcome=Outcome.HELD)
        request = Proposal(
            kind=MeasureKind.REMOVAL_REQUEST,
            reason="It was never shown; please do not post it again elsewhere on the forum.",
            finding_ids=frozenset({self._finding.id}),
        )
        cases.take(moderation, self._finding.person_id, request, admin=head)

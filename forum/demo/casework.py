"""How far the policy's procedure has gone with a few parents of the demo school.

One has been asked for their side of a proposal, one is limited and appeals, one posted elsewhere,
and somebody is worried about a child: each page of the procedure has something to look at.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from functools import partial
from io import BytesIO

import sqlalchemy as sa
from PIL import Image, ImageDraw

from forum.accounts.models import User
from forum.boards import services as boards
from forum.boards.models import Board, Post, PostState
from forum.extensions import db, moderation
from moderation import clock
from moderation.appeals import services as appeals
from moderation.cases import services as cases
from moderation.cases.incidents import services as incidents
from moderation.cases.incidents.models import WrittenBy
from moderation.cases.incidents.pictures import redraw
from moderation.cases.ladder import Proposal
from moderation.cases.models import Finding, HeardBy, Measure, Outcome
from moderation.policy import MeasureKind
from moderation.review import deciding
from moderation.review.models import Submission
from moderation.review.states import DecisionKind

Acts = Iterator[tuple[float, Callable[[], None]]]
# Who was unkind about whom, twice: the title, the post, and the words that were found.
_UNKIND = {
    "parent21": (
        ("Year 4 again", "Mr Pritchard is a useless waste of space.", "useless waste of space"),
        ("No better", "Mr Pritchard is a useless waste of space still.", "useless waste of space"),
    ),
    "parent22": (
        ("Year 5", "Miss Frost is a lazy, spiteful woman.", "a lazy, spiteful woman"),
        ("Nothing new", "Miss Frost is as lazy and spiteful as ever.", "lazy and spiteful"),
    ),
}
_ELSEWHERE = "Mrs Green is a joke of a teacher and somebody should tell her so."


class Casework:
    """What the head, the deputy and the office do about it, and what the parents answer."""

    def __init__(self, people: Mapping[str, User]) -> None:
        self.people = people
        self._found: dict[str, list[Finding]] = {mailbox: [] for mailbox in _UNKIND}
        self._newest: dict[str, Measure] = {}

    def acts(self) -> Acts:
        """How many days ago what was done."""
        for mailbox, began in (("parent21", 17.0), ("parent22", 32.0)):
            yield began, partial(self._write_and_find, mailbox)
            yield began - 1, partial(self._talk, mailbox)
            yield began - 1.5, partial(self._ask, mailbox)
            yield began - 4, partial(self._refuse, mailbox)
            yield began - 6, partial(self._write_and_find, mailbox)
            yield began - 7, partial(self._warn, mailbox)
        yield 18.3, partial(self._propose_a_limit, "parent22")
        yield 16.4, partial(self._answer, "parent22", "She shouted at my daughter. I was upset.")
        yield 14.2, partial(self._agree, "parent22")
        yield 5.5, self._put_on_record
        yield 3.4, partial(self._propose_a_limit, "parent21")
        yield 1.6, partial(self._appeal, "parent22")
        yield 0.4, self._worry

    def _write_and_find(self, mailbox: str) -> None:
        """A parent is unkind; it waits, is declined, and the head finds that it breached the policy."""
        title, text, words = _UNKIND[mailbox][len(self._found[mailbox])]
        author = self.people[mailbox]
        board = db.session.scalars(sa.select(Board).where(Board.slug == "general")).one()
        post = boards.start_topic(board, title, text, author=author)
        about = Submission.subject_id == str(post.id)
        judged = db.session.scalars(sa.select(Submission).where(about)).one()
        if judged.is_waiting:
            verdict = deciding.Verdict(
                kind=DecisionKind.DECLINE,
                version=judged.revision,
                category="offensive",
                reason="This is about one person and would hurt. Please tell us in private instead.",
            )
            deciding.decide(moderation, judged.id, verdict, moderator=self.people["dsl"].actor)
        draft = cases.FindingDraft(
            submission_id=judged.id,
            category="offensive",
            grounds=(),
            words=words,
            detriment="staff",
            reason="It is about a member of staff by name and was meant to hurt.",
        )
        admin = self.people["head"].actor
        found = cases.record_finding(moderation, str(author.id), draft, admin=admin)
        self._found[mailbox].append(found)

    def _talk(self, mailbox: str) -> None:
        reason = "We met at the gate and talked it over. We did not agree."
        self._take(mailbox, MeasureKind.INFORMAL_DISCUSSION, reason, outcome=Outcome.HELD)

    def _ask(self, mailbox: str) -> None:
        self._take(mailbox, MeasureKind.REMOVAL_REQUEST, "Please do not post it again.", finding=0)

    def _refuse(self, mailbox: str) -> None:
        cases.record_answer(
            moderation,
            self._newest[mailbox].id,
            admin=self.people["head"].actor,
            outcome=Outcome.REFUSED,
            note="They say that it is true and will say so again.",
        )

    def _warn(self, mailbox: str) -> None:
        parts = {
            "concerns": "Twice now you have been unkind about a member of staff by name.",
            "warning": "Please do not post like this again.",
            "removal_request": "Neither was shown. Please post nothing like them elsewhere.",
        }
        reason = "It went on after our talk."
        self._take(mailbox, MeasureKind.WRITTEN_WARNING, reason, finding=0, parts=parts)

    def _propose_a_limit(self, mailbox: str) -> None:
        self._take(
            mailbox,
            MeasureKind.RESTRICT,
            "It went on after we had talked and asked.",
            finding=1,
            limits={"premoderate": True, "no_new_topics": True},
            necessity="A warning alone has not been enough to protect a member of staff.",
            ends_at=clock.now() + timedelta(days=27),
        )

    def _answer(self, mailbox: str, words: str) -> None:
        person, measure = self.people[mailbox].actor, self._newest[mailbox]
        cases.reply(moderation, measure.id, words, person=person)

    def _agree(self, mailbox: str) -> None:
        admin, measure = self.people["deputy"].actor, self._newest[mailbox]
        why = "I have read their side, and the limit is the least that will do."
        cases.approve(moderation, measure.id, admin=admin, reason=why)

    def _appeal(self, mailbox: str) -> None:
        appeals.enter(
            moderation,
            self._newest[mailbox].id,
            admin=self.people["office"].actor,
            route=HeardBy.PHONE,
            text="She rang. She says she has not been unkind since, and that a month is too long.",
        )

    def _put_on_record(self) -> None:
        """Somebody has shown the office what a parent posted in a group on another site."""
        draft = incidents.IncidentDraft(
            venue="facebook",
            address="https://www.facebook.com/groups/milverton-gate/posts/1",
            posted_at=clock.now() - timedelta(days=1),
            text=_ELSEWHERE,
            reporter="A parent who came to the office",
            seen_how="They belong to the group, and showed it on their telephone.",
            written_by=WrittenBy.PERSON,
            pictures=[redraw("group.png", _capture())],
        )
        about, admin = self.people["parent23"].actor, self.people["office"].actor
        incidents.record_incident(moderation, draft, about=about, admin=admin)

    def _worry(self) -> None:
        """A parent is worried about a child because of what another has posted."""
        shown = sa.select(Post).where(Post.state == PostState.PUBLISHED, Post.opens_topic.is_(False))
        theirs = shown.where(Post.author_id == self.people["parent26"].id).order_by(Post.id)
        post = db.session.scalars(theirs.limit(1)).first()
        if post is not None:
            words = "This is the third time a child has been left to walk home in the dark."
            boards.worry(post, words, reader=self.people["parent8"])

    def _take(
        self,
        mailbox: str,
        kind: MeasureKind,
        reason: str,
        *,
        finding: int | None = None,
        outcome: Outcome | None = None,
        **more: object,
    ) -> None:
        rests_on = frozenset() if finding is None else {self._found[mailbox][finding].id}
        proposal = Proposal(kind=kind, reason=reason, finding_ids=frozenset(rests_on), **more)  # type: ignore[arg-type]
        self._newest[mailbox] = cases.take(
            moderation,
            str(self.people[mailbox].id),
            proposal,
            admin=self.people["head"].actor,
            outcome=outcome,
        )


def _capture() -> bytes:
    """A small picture, as somebody might take of a page."""
    page = Image.new("RGB", (640, 220), "#f0f2f5")
    draw = ImageDraw.Draw(page)
    draw.rectangle((20, 20, 620, 200), fill="white")
    draw.text((40, 40), "Milverton gate (a group)", fill="#1d2a2f")
    draw.text((40, 90), _ELSEWHERE, fill="#1d2a2f")
    kept = BytesIO()
    page.save(kept, "PNG")
    return kept.getvalue()

"""Whatever is done, in whatever order: what the policy fixes holds, and undoing leaves no trace."""

from datetime import timedelta
from itertools import count

import pytest
import sqlalchemy as sa
import time_machine
from hypothesis import HealthCheck, Phase, assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from moderation import Actor, clock
from moderation.appeals import services as appeals
from moderation.appeals.models import AppealOutcome
from moderation.cases import services
from moderation.cases.ladder import HEAVY, Proposal
from moderation.cases.models import (
    Closing,
    Finding,
    FindingState,
    HeardBy,
    Measure,
    MeasureState,
    Outcome,
    Translation,
)
from moderation.errors import ModerationError
from moderation.permissions import Permission
from moderation.policy import THIS_FORUM, MeasureKind
from moderation.records import audit
from tests.conftest import A_SCHOOL_DAY
from tests.moderation.cases.acts import _PARTS, ENOUGH, UNKIND, draft
from tests.moderation.cases.elsewhere import find_elsewhere, record
from tests.moderation.conftest import Site

pytestmark = pytest.mark.usefixtures("school_day")
UNDONE = (MeasureState.REVERSED, MeasureState.OVERTURNED, MeasureState.WITHDRAWN)
_numbers = count(1)

kinds = st.sampled_from(MeasureKind)
admins = st.sampled_from(["head", "deputy"])
which = st.integers(0, 30)
days = st.none() | st.integers(-1, 200)


class AnySequence(RuleBasedStateMachine):
    """One person's case, and everything that anybody may try to do with it."""

    site: Site
    time: time_machine.TimeMachineFixture

    def __init__(self) -> None:
        super().__init__()
        self.person = f"parent{next(_numbers)}"
        self.time.move_to(A_SCHOOL_DAY, tick=False)

    @rule(by=admins, translation=st.sampled_from(Translation))
    def find_here(self, by: str, translation: Translation) -> None:
        def act() -> None:  # whoever is blocked posts nothing more
            found = draft(self.site.submit(UNKIND, self.person), translation=translation)
            services.record_finding(self.site.moderation, self.person, found, admin=self._who(by))

        self._try(act)

    @rule(by=admins, venue=st.sampled_from(["facebook", "school_website"]))
    def find_elsewhere(self, by: str, venue: str) -> None:
        self._try(lambda: find_elsewhere(self.site, record(self.site, self.person, by, venue=venue), by))

    @rule(
        kind=kinds,
        chosen=st.sets(which, max_size=3),
        by=admins,
        ends=days,
        code=st.sampled_from(["other", "threat_of_violence", "circumstances_warrant"]),
        why=st.sampled_from(["", "Short.", ENOUGH]),
        skips=st.booleans(),
    )
    def take(
        self,
        kind: MeasureKind,
        chosen: set[int],
        by: str,
        ends: int | None,
        code: str,
        why: str,
        skips: bool,
    ) -> None:
        self._try(
            lambda: self._take(
                kind, chosen, by, ends, override_code=code, override_reason=why, skips_their_side=skips
            )
        )

    @initialize(is_warned=st.booleans())
    def come_to_a_warning(self, is_warned: bool) -> None:
        """Some begin where the steps were taken in their order, and one thing was posted since."""
        if not is_warned:
            return
        self.find_here("head", Translation.NOT_NEEDED)
        self.take(MeasureKind.INFORMAL_DISCUSSION, set(), "head", None, "other", "", False)
        newest = len(self._findings()) - 1
        self.take(MeasureKind.REMOVAL_REQUEST, {newest}, "head", None, "other", "", False)
        self.answer(len(self._measures()) - 1, Outcome.REFUSED)
        self.time_passes(30)
        self.find_here("head", Translation.NOT_NEEDED)
        self.take(MeasureKind.WRITTEN_WARNING, {newest}, "head", None, "other", "", False)

    @rule(
        kind=st.sampled_from(sorted({*HEAVY, MeasureKind.WRITTEN_WARNING})),
        chosen=st.sets(which, min_size=1, max_size=2),
        ends=st.integers(5, 30),
        second=admins,
    )
    def warn_or_limit(self, kind: MeasureKind, chosen: set[int], ends: int, second: str) -> None:
        """A warning or a limit with all that the form asks for, heard and then agreed to by somebody."""
        given = {"override_reason": ENOUGH, "override_code": _code(kind)}
        taken = self._try(lambda: self._take(kind, chosen, "head", ends, **given))
        if taken is not None:
            self.reply(len(self._measures()) - 1)
            self.approve(len(self._measures()) - 1, second)

    @rule(measure=which, by=admins)
    def approve(self, measure: int, by: str) -> None:
        id_ = self._measure(measure)
        self._try(
            lambda: services.approve(self.site.moderation, id_, admin=self._who(by), reason="I agree.")
        )

    @rule(measure=which, by=admins, act=st.sampled_from([services.lift, services.reverse]))
    def end(self, measure: int, by: str, act: object) -> None:
        id_ = self._measure(measure)
        self._try(lambda: act(self.site.moderation, id_, admin=self._who(by), reason="Enough."))  # type: ignore[operator]

    @rule(measure=which, outcome=st.sampled_from(Outcome))
    def answer(self, measure: int, outcome: Outcome) -> None:
        id_, head = self._measure(measure), self._who("head")
        self._try(
            lambda: services.record_answer(
                self.site.moderation, id_, admin=head, outcome=outcome, note="So they said."
            )
        )

    @rule(measure=which)
    def reply(self, measure: int) -> None:
        id_, person = self._measure(measure), self._who(self.person)
        self._try(lambda: services.reply(self.site.moderation, id_, "My side.", person=person))

    @rule(measure=which, outcome=st.sampled_from([AppealOutcome.OVERTURNED, AppealOutcome.UPHELD]))
    def appeal(self, measure: int, outcome: AppealOutcome) -> None:
        id_ = self._measure(measure)

        def act() -> None:
            moderation, head = self.site.moderation, self._who("head")
            filed = appeals.enter(moderation, id_, admin=head, route=HeardBy.PHONE, text="Unfair.")
            said = appeals.Answer(outcome=outcome, answer="We have looked at it.")
            appeals.decide(moderation, filed.id, said, officer=self._who("chair"))

        self._try(act)

    @rule(closing=st.sampled_from(Closing))
    def close(self, closing: Closing) -> None:
        head = self._who("head")
        self._try(
            lambda: services.close(
                self.site.moderation, self.person, admin=head, closing=closing, reason="Over."
            )
        )

    @rule(hours=st.sampled_from([1, 30, 24 * 8, 24 * 40]))
    def time_passes(self, hours: int) -> None:
        self.time.shift(timedelta(hours=hours))

    @rule(kind=kinds, chosen=st.sets(which, min_size=1, max_size=3), ends=st.integers(1, 14))
    def undo_what_was_just_done(self, kind: MeasureKind, chosen: set[int], ends: int) -> None:
        """A step is taken with all that it asks for, and undone: everything is as it was."""
        assume(self._findings())
        before = self._stands()
        taken = self._try(
            lambda: self._take(
                kind, chosen, "head", ends, override_reason=ENOUGH, override_code=_code(kind)
            )
        )
        if taken is None:
            return
        for act in (
            lambda: services.reply(
                self.site.moderation, taken.id, "My side.", person=self._who(self.person)
            ),
            lambda: services.approve(
                self.site.moderation, taken.id, admin=self._who("deputy"), reason="I agree."
            ),
            lambda: services.reverse(
                self.site.moderation, taken.id, admin=self._who("head"), reason="The wrong person."
            ),
        ):
            self._try(act)
        assert taken.state in UNDONE
        assert self._stands() == before

    @invariant()
    def no_limit_rests_on_what_was_posted_elsewhere(self) -> None:
        for measure in self._decided(HEAVY):
            assert measure.findings
            assert {finding.venue for finding in measure.findings} == {THIS_FORUM}
            assert all(finding.submission_id for finding in measure.findings)

    @invariant()
    def every_limit_ends(self) -> None:
        for measure in self._decided(HEAVY):
            assert measure.ends_at is not None
            assert timedelta() < measure.ends_at - measure.starts_at < timedelta(days=182)
        ends = [measure.ends_at for measure in self._decided(HEAVY)]
        if ends and max(filter(None, ends)) <= clock.now():
            assert self._limits() == (None, ())

    @invariant()
    def no_block_is_one_persons_doing(self) -> None:
        for measure in self._decided({MeasureKind.BLOCK, MeasureKind.INTERIM_RESTRICTION}):
            assert measure.approved_by_id != measure.proposed_by_id
        is_blocked = self.site.moderation.limits_for(self.person).block is not None
        assert not is_blocked or self._decided({MeasureKind.BLOCK})

    @invariant()
    def no_finding_carries_two_warnings(self) -> None:
        warned = [
            finding.id
            for measure in self._measures()
            if measure.kind is MeasureKind.WRITTEN_WARNING and measure.state not in UNDONE
            for finding in measure.findings
        ]
        assert len(warned) == len(set(warned))

    @invariant()
    def nothing_heavier_than_a_request_rests_on_a_machine_s_reading(self) -> None:
        for measure in self._decided({*HEAVY, MeasureKind.WRITTEN_WARNING}):
            assert all(f.translation is not Translation.MACHINE for f in measure.findings)

    def teardown(self) -> None:
        assert audit.verify(self.site.session).broken_at is None

    def _take(
        self, kind: MeasureKind, chosen: set[int], by: str, ends: int | None, **given: object
    ) -> Measure:
        findings, now = self._findings(), clock.now()
        ids = {findings[number % len(findings)].id for number in chosen} if findings else set()
        parts = {**_PARTS.get(kind.value, {}), "override_code": "other", **given}
        proposal = Proposal(
            kind=kind,
            reason=f"About the {kind}.",
            finding_ids=frozenset(ids),
            ends_at=None if ends is None else now + timedelta(days=ends),
            review_at=now + timedelta(hours=3),
            **parts,  # type: ignore[arg-type]
        )
        outcome = {
            MeasureKind.INFORMAL_DISCUSSION: Outcome.HELD,
            MeasureKind.POLICE_REFERRAL: Outcome.REFERRED,
        }.get(kind)
        return services.take(
            self.site.moderation, self.person, proposal, admin=self._who(by), outcome=outcome
        )

    def _try(self, act: object) -> object:
        """What the act gives; None where it is refused, and then nothing has changed."""
        try:
            done = act()  # type: ignore[operator]
        except ModerationError:
            self.site.session.rollback()
            return None
        self.site.session.commit()
        return done

    def _stands(self) -> object:
        """All that counts about this person: the ladder, the gate, and what limits them."""
        try:
            case = services.case_of(self.site.moderation, self.person)
        except ModerationError:
            return None, self._limits()
        return case.facts, case.steps, case.gate, self._limits()

    def _limits(self) -> object:
        limits = self.site.moderation.limits_for(self.person)
        return limits.block, limits.restrictions

    def _who(self, person: str) -> Actor:
        return self.site.people.actor(person)

    def _findings(self) -> list[Finding]:
        wanted = sa.select(Finding).where(
            Finding.person_id == self.person, Finding.state == FindingState.CONFIRMED
        )
        return list(self.site.session.scalars(wanted.order_by(Finding.id)))

    def _measures(self) -> list[Measure]:
        wanted = sa.select(Measure).where(Measure.person_id == self.person)
        return list(self.site.session.scalars(wanted.order_by(Measure.id)))

    def _decided(self, kinds: object) -> list[Measure]:
        return [m for m in self._measures() if m.kind in kinds and m.approved_at]  # type: ignore[operator]

    def _measure(self, number: int) -> int:
        found = self._measures()
        assume(found)
        return found[number % len(found)].id


def _code(kind: MeasureKind) -> str:
    return "threat_of_violence" if kind is MeasureKind.INTERIM_RESTRICTION else "other"


def test_no_sequence_of_acts_reaches_what_the_policy_rules_out(
    site: Site, time_machine: time_machine.TimeMachineFixture
) -> None:
    site.people.permissions["chair"] = frozenset({Permission.APPEAL_READ, Permission.APPEAL_DECIDE})

    class Here(AnySequence):
        pass

    Here.site, Here.time = site, time_machine
    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=20,
            stateful_step_count=15,
            deadline=None,
            phases=[Phase.reuse, Phase.generate],  # making it shorter takes minutes
            suppress_health_check=list(HealthCheck),
        ),
    )

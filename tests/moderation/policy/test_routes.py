"""From matches to a route: the heaviest wins, and doubt always holds."""

from dataclasses import replace
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.policy import Category, Policy, Route, decide, load
from moderation.policy.routes import UNKNOWN_WHY, UNSCREENED_WHY, WEIGHT
from moderation.screening.matches import UNSCREENED, Match

POLICY = load()
NAMES = [*POLICY.categories, UNSCREENED, "never heard of"]


def match(category: str, start: int = 0, detector: str = "lexicon") -> Match:
    return Match(category, detector, start, start + 3, "abc", "It says abc.")


def with_routes(routes: dict[str, Route]) -> Policy:
    """The shipped policy as a school might route it."""
    categories: dict[str, Category] = {
        name: replace(category, route=routes.get(name, category.route))
        for name, category in POLICY.categories.items()
    }
    return replace(POLICY, categories=categories)


matches = st.builds(
    match, st.sampled_from(NAMES), st.integers(0, 9), st.sampled_from(["lexicon", "people"])
)
policies = st.dictionaries(st.sampled_from(sorted(POLICY.categories)), st.sampled_from(list(Route))).map(
    with_routes
)


@settings(deadline=None)
@given(st.lists(matches, max_size=8), matches, policies)
def test_adding_a_match_never_lightens_the_route(seen: list[Match], more: Match, policy: Policy) -> None:
    before, after = decide(seen, policy), decide([*seen, more], policy)

    assert WEIGHT[after.route] >= WEIGHT[before.route]


@settings(deadline=None)
@given(st.lists(matches, max_size=8), policies)
def test_every_match_is_kept_and_the_first_decides(seen: list[Match], policy: Policy) -> None:
    ruling = decide(seen, policy)

    assert sorted(map(repr, ruling.matches)) == sorted(map(repr, seen))
    if seen:
        assert ruling.route is decide(ruling.matches[:1], policy).route


@settings(deadline=None)
@given(st.lists(matches, max_size=4), policies)
def test_the_order_in_which_checks_ran_makes_no_difference(seen: list[Match], policy: Policy) -> None:
    assert len({decide(order, policy) for order in permutations(seen)}) == 1


@settings(deadline=None)
@given(st.lists(matches, max_size=6), policies)
def test_what_was_not_screened_never_passes(seen: list[Match], policy: Policy) -> None:
    ruling = decide([*seen, match(UNSCREENED)], policy)

    assert WEIGHT[ruling.route] >= WEIGHT[Route.HOLD]


def test_nothing_seen_is_published() -> None:
    ruling = decide([], POLICY)

    assert (ruling.route, ruling.category, ruling.clause, ruling.why, ruling.matches) == (
        Route.PUBLISH,
        None,
        None,
        "",
        (),
    )


def test_each_category_of_the_policy_takes_its_route_clause_and_sentence() -> None:
    for category in POLICY.categories.values():
        ruling = decide([match(category.id)], POLICY)

        assert (ruling.route, ruling.category, ruling.clause, ruling.why) == (
            category.route,
            category.id,
            category.clause,
            category.why,
        )


def test_the_heaviest_of_several_decides() -> None:
    ruling = decide([match("profanity"), match("threat", 9), match("allegation")], POLICY)

    assert (ruling.route, ruling.category) == (Route.URGENT, "threat")
    assert [m.category for m in ruling.matches] == ["threat", "allegation", "profanity"]


def test_what_could_be_a_breach_speaks_before_what_could_not() -> None:
    assert decide([match("complaint"), match("protected", 5)], POLICY).category == "protected"


def test_a_check_that_failed_holds_and_says_so() -> None:
    ruling = decide([match(UNSCREENED)], POLICY)

    assert (ruling.route, ruling.category, ruling.why) == (Route.HOLD, None, UNSCREENED_WHY)


def test_a_category_the_policy_does_not_know_holds_for_the_reason_of_the_check() -> None:
    seen = match("never heard of")
    ruling = decide([seen], POLICY)
    assert (ruling.route, ruling.category, ruling.why) == (Route.HOLD, None, seen.why)
    assert decide([replace(seen, why="")], POLICY).why == UNKNOWN_WHY


def test_a_policy_that_names_unscreened_still_holds_it() -> None:
    lax = replace(POLICY.category("other"), id=UNSCREENED, route=Route.PUBLISH)
    policy = replace(POLICY, categories={**POLICY.categories, UNSCREENED: lax})

    assert decide([match(UNSCREENED)], policy).route is Route.HOLD

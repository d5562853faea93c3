"""People declare who they are connected to, and decide nothing about them from then on (X10)."""

import pytest
import sqlalchemy as sa

from moderation.connections.models import Connection
from moderation.errors import ConflictOfInterest
from moderation.review.desks import check_may_decide
from tests.moderation.cases.acts import find
from tests.moderation.conftest import Site
from tests.moderation.safeguarding.school import WORD, everywhere, with_roll
from tests.moderation.test_submitting import RUDE

pytestmark = pytest.mark.usefixtures("school_day")
MINE = "/moderation/connections"


def add(site: Site, by: str, name: str, kind: str = "relative", path: str = MINE):
    """The form on one's own page, sent."""
    answer = site.post(path, by, name=name, kind=kind)
    site.session.expire_all()
    return answer


def newest(site: Site) -> Connection | None:
    return site.session.scalars(sa.select(Connection).order_by(Connection.id.desc())).first()


@pytest.mark.both_engines
def test_a_connection_counts_at_once_and_until_it_ends(site: Site) -> None:
    site.people.names_to_ids["Asha Nair"] = "asha"
    held = site.submit(f"{RUDE} {WORD}")
    assert WORD in site.get("/moderation/").text
    assert add(site, "mo", " Asha  Nair ").status_code == 303
    assert "connection:declared" in site.audited()
    assert WORD not in everywhere(site, "mo", held)
    with pytest.raises(ConflictOfInterest, match="connected"):
        check_may_decide(site.moderation, held, "mo")
    assert WORD in site.get("/moderation/", "nia").text
    assert "Asha Nair" in site.get(MINE).text
    ended = site.post(f"{MINE}/{newest(site).id}/end")
    assert ended.status_code == 303
    assert "connection:ended" in site.audited()
    assert WORD in site.get("/moderation/").text
    assert "ended on Tuesday 24 November 2026" in site.get(MINE).text
    again = site.post(f"{MINE}/{newest(site).id}/end")
    assert again.status_code == 409
    assert "Mo has ended this already" in again.text


@pytest.mark.both_engines
def test_it_counts_both_ways_and_for_what_names_the_other(site: Site) -> None:
    site.people.names_to_ids |= {"Nia Bell": "nia", "Dylan": "dylan"}
    add(site, "mo", "Nia Bell", "household")
    by_mo = site.submit(f"{RUDE} {WORD}", author="mo")
    about_nia = site.submit(f"{RUDE} {WORD} Nia Bell")
    for person in ("mo", "nia"):
        for held in (by_mo, about_nia):
            assert WORD not in everywhere(site, person, held)
    assert WORD in site.get("/moderation/", "dsl").text


def test_a_child_on_the_roll_may_be_the_other(site: Site) -> None:
    with_roll(site)
    assert add(site, "mo", "Dylan Ashworth").status_code == 303
    held = site.submit(f"Dylan is a load of bollocks {WORD}")
    assert WORD not in everywhere(site, "mo", held)
    assert WORD in site.get("/moderation/", "nia").text
    stored = newest(site)
    assert all("ylan" not in other.other_id for other in stored.others)


@pytest.mark.parametrize(
    ("name", "kind", "says"),
    [
        ("", "friend", "Write their name."),
        ("Nobody Here", "friend", "We know nobody of this name here."),
        ("Asha Nair", "", "Choose how you are connected."),
        ("Asha Nair", "enemy", "Choose how you are connected."),
        ("x" * 201, "friend", "at most 200 letters"),
    ],
)
def test_what_is_wanting_is_said_and_what_was_written_kept(
    site: Site, name: str, kind: str, says: str
) -> None:
    site.people.names_to_ids["Asha Nair"] = "asha"
    page = add(site, "mo", name, kind)
    assert page.status_code == 422
    assert says in page.text
    assert name in page.text
    assert newest(site) is None


def test_the_same_connection_is_kept_once(site: Site) -> None:
    site.people.names_to_ids |= {"Asha Nair": "asha", "asha nair": "asha"}
    add(site, "mo", "Asha Nair")
    assert add(site, "mo", "asha nair").status_code == 409


def test_an_admin_records_one_about_a_colleague_who_cannot_end_it(site: Site) -> None:
    site.people.names_to_ids["Asha Nair"] = "asha"
    path = "/moderation/people/mo/connections"
    assert add(site, "head", "Asha Nair", path=path).status_code == 303
    page = site.get(MINE).text
    assert "recorded by Head" in page
    assert "This is over" not in page
    refused = site.post(f"{MINE}/{newest(site).id}/end")
    assert refused.status_code == 403
    assert newest(site).ended_at is None
    assert site.post(f"{MINE}/{newest(site).id}/end", "deputy").status_code == 303


@pytest.mark.parametrize("by", ["mo", "dsl", "asha"])
def test_only_an_admin_records_one_about_somebody_else(site: Site, by: str) -> None:
    site.people.names_to_ids["Asha Nair"] = "asha"
    path = "/moderation/people/nia/connections"
    assert site.get(path, by).status_code == 403
    assert add(site, by, "Asha Nair", path=path).status_code == 403
    assert site.get("/moderation/people/asha/connections", "head").status_code == 404
    assert newest(site) is None


def test_parents_have_no_such_page(site: Site) -> None:
    assert site.get(MINE, "asha").status_code == 403


def test_nobody_acts_on_the_case_of_somebody_they_are_connected_to(site: Site) -> None:
    site.people.names_to_ids["Asha Nair"] = "asha"
    add(site, "head", "Asha Nair")
    site.submit(f"{RUDE} {WORD}")
    case = site.get("/moderation/people/asha", "head")
    assert case.status_code == 403
    assert "a colleague looks after this case" in case.text
    with pytest.raises(ConflictOfInterest, match="a colleague looks after this case"):
        find(site, by="head")
    assert find(site, by="deputy").recorded_by_id == "deputy"


def test_a_connection_is_never_deleted(site: Site) -> None:
    site.people.names_to_ids["Asha Nair"] = "asha"
    add(site, "mo", "Asha Nair")
    with pytest.raises(sa.exc.DBAPIError, match="evidence"):
        site.session.execute(sa.text("DELETE FROM moderation_connection"))
    site.session.rollback()

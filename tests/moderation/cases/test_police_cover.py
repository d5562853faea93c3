"""The sheet to take along to the police: the ground and the facts, for who may read the referral."""

import hashlib
from io import BytesIO

import pytest
from pypdf import PdfReader

from moderation.cases import services
from moderation.cases.incidents import services as incidents
from moderation.cases.incidents.models import Screenshot
from moderation.cases.incidents.pictures import redraw
from moderation.cases.models import Measure, Outcome
from moderation.review.models import Submission
from tests.moderation.cases.acts import UNKIND, WORDS, find, take
from tests.moderation.cases.elsewhere import (
    ADDRESS,
    REPORTER,
    SEEN_HOW,
    find_elsewhere,
    incident_draft,
    picture,
    record,
)
from tests.moderation.conftest import Site

pytestmark = pytest.mark.usefixtures("school_day")
DETAILS = {
    "facts": "Two posts on Tuesday, word for word as below.",
    "rang": "Head, 101",
    "police_reference": "WMP-77/26",
    "wishes": "She wants it to stop.",
    "police_advice": "Tell them nothing yet.",
}


def path_of(measure: Measure) -> str:
    return f"/moderation/measures/{measure.id}/police-cover.pdf"


def read(site: Site, measure: Measure, by: str = "head") -> str:
    """What stands on the sheet, its lines run together."""
    sent = site.get(path_of(measure), by)
    assert (sent.status_code, sent.mimetype) == (200, "application/pdf")
    assert sent.headers["Cache-Control"] == "no-store"
    pages = [page.extract_text() for page in PdfReader(BytesIO(sent.data)).pages]
    return " ".join(" ".join(pages).split())


@pytest.mark.both_engines
def test_the_sheet_says_the_ground_and_the_facts_and_no_opinion(site: Site) -> None:
    here = find(site)
    elsewhere = find_elsewhere(site, record(site, pictures=[redraw("a.png", picture())]))
    grounds = frozenset({"crime", "threat"})
    before = len(site.audited())
    referral = take(
        site,
        "police_referral",
        here,
        elsewhere,
        outcome=Outcome.REFERRED,
        grounds=grounds,
        details=DETAILS,
    )
    sheet = read(site, referral)
    for words in (
        "If anyone is in immediate danger, ring 999 first.",
        "It may be a crime",
        "It threatens violence",
        "a ground of our policy, not a conclusion of law",
        WORDS,
        "UTC",
        "which others cannot read now",
        ADDRESS,
        "Asha, account asha",
        "Facts only. No opinion on guilt or on any offence.",
        *DETAILS.values(),
    ):
        assert words in sheet, words
    for never in ("hate crime", "harassment", "guilty", REPORTER, SEEN_HOW):
        assert never not in sheet, never
    shot = site.session.query(Screenshot).one()
    post = site.session.get_one(Submission, here.submission_id)
    together = sheet.replace(" ", "")
    assert shot.sha256 in together
    assert hashlib.sha256(post.text.encode()).hexdigest() in together
    assert site.audited()[before:] == ["measure:taken"]
    assert path_of(referral) in site.get("/moderation/people/asha", "head").text


def test_the_protected_ground_is_named_as_the_policy_names_it(site: Site) -> None:
    finding = find(site, category="protected", grounds=("race",))
    referral = take(
        site,
        "police_referral",
        finding,
        outcome=Outcome.REFERRED,
        grounds=frozenset({"denigration", "threat"}),
    )
    sheet = read(site, referral)
    assert "Recorded by us as because of: race" in sheet
    assert "hate" not in sheet.lower().replace("whatever", "")


def test_earlier_uses_and_steps_are_there_and_advice_is_not(site: Site) -> None:
    find(site)
    take(site, "informal_discussion")
    asked = take(site, "removal_request", find(site, words="load of bollocks"))
    services.reverse(site.moderation, asked.id, admin=site.people.actor("head"), reason="Mistake.")
    site.session.commit()
    newest = find(site, reason="Again.", words="load of bollocks")
    advice = {"question": "ZZQUESTION", "adviser": "The trust"}
    code = {"override_code": "circumstances_warrant", "override_reason": "x" * 40}
    take(site, "legal_advice", newest, details=advice, **code)
    sheet = read(site, take(site, "police_referral", newest, outcome=Outcome.REFERRED))
    earlier = sheet.partition("Earlier, by the same person")[2].partition("What the school has done")
    assert WORDS in earlier[0]
    assert "(G2)" in earlier[2]
    assert "(G3)" not in earlier[2]
    assert "ZZQUESTION" not in sheet
    assert "(H2)" not in earlier[2].partition("Left out")[0]


def test_what_is_for_somebody_else_is_not_on_the_sheet(site: Site) -> None:
    site.people.names_to_ids["Mr Deputy"] = "deputy"
    named = site.submit(f"{UNKIND} Mr Deputy too.")
    draft = services.FindingDraft(
        submission_id=named.id,
        category="offensive",
        grounds=(),
        words="Mr Deputy too",
        detriment="staff",
        reason="It names him.",
    )
    about_deputy = services.record_finding(
        site.moderation, "asha", draft, admin=site.people.actor("head")
    )
    site.session.commit()
    other = find(site)
    about_other = take(site, "police_referral", other, outcome=Outcome.REFERRED)
    assert "Mr Deputy too" in read(site, about_other, "head")
    assert "Mr Deputy too" not in read(site, about_other, "deputy")
    about_them = take(site, "police_referral", about_deputy, outcome=Outcome.REFERRED)
    refused = site.get(path_of(about_them), "deputy")
    assert refused.status_code == 403
    assert "Mr Deputy too" not in refused.text


@pytest.mark.parametrize("by", ["mo", "dsl", "asha"])
def test_the_sheet_is_for_those_who_may_read_the_referral(site: Site, by: str) -> None:
    referral = take(site, "police_referral", find(site), outcome=Outcome.REFERRED)
    assert site.get(path_of(referral), by).status_code == 403


def test_there_is_a_sheet_only_while_the_police_are_told(site: Site) -> None:
    finding = find(site)
    talk = take(site, "informal_discussion", finding)
    kept_back = take(site, "police_referral", finding, outcome=Outcome.NOT_REFERRED)
    undone = take(
        site, "police_referral", finding, outcome=Outcome.REFERRED, reason="We rang after all."
    )
    services.reverse(site.moderation, undone.id, admin=site.people.actor("head"), reason="Mistake.")
    site.session.commit()
    for measure in (talk, kept_back, undone):
        assert site.get(path_of(measure), "head").status_code == 404
        assert path_of(measure) not in site.get("/moderation/people/asha", "head").text
    assert site.get("/moderation/measures/999/police-cover.pdf", "head").status_code == 404


def test_somebody_without_an_account_is_named_as_far_as_is_known(site: Site) -> None:
    head, someone = site.people.actor("head"), incidents.outsider("Zed Marsh")
    incident = incidents.record_incident(site.moderation, incident_draft(), about=someone, admin=head)
    site.session.commit()
    finding = find_elsewhere(site, incident)
    referral = take(site, "police_referral", finding, person=someone.id, outcome=Outcome.REFERRED)
    sheet = read(site, referral)
    assert "Zed Marsh, as far as the school knows. No account on our forum." in sheet

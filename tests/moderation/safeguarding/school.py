"""What the tests of safeguarding share: the chair, a roll with a head, and what people write."""

from moderation import RollPerson
from moderation.permissions import Permission
from moderation.review.models import Submission
from tests.moderation.conftest import Site

CHAIR = frozenset({Permission.QUEUE_READ, Permission.SUBMISSION_STAND_IN})
HEAD = RollPerson(
    role="staff",
    title="Mrs",
    given_name="Helen",
    family_name="Hargreaves",
    known_as=(),
    year_group="",
    job="Head teacher",
)
TEACHER = RollPerson("staff", "Mr", "Peter", "Moss", (), "Year 2", "Class teacher")
CHILD = RollPerson("pupil", "", "Dylan", "Ashworth", (), "Year 4", "")
ACCUSED = "Mr Moss is stealing the trip money, quokka"
HEAD_ACCUSED = "Mrs Hargreaves is stealing the trip money, quokka"
CHILD_NAMED = "Dylan Ashworth is a load of bollocks, quokka"
WORD = "quokka"
WHY = "Both of us have read it, and it is about a play."


def with_roll(site: Site) -> Site:
    """The site with a chair, a roll, and the head's account known by the head's name."""
    site.people.permissions["chair"] = CHAIR
    site.people.on_roll[:] = [HEAD, TEACHER, CHILD]
    site.people.names_to_ids |= {"Hargreaves": "head", "headteacher": "head"}
    return site


def triage(site: Site, submission: Submission, done: str, by: str = "dsl", **fields: str):
    """The form of somebody who looks first, sent."""
    sent = {"outcome": done, "version": submission.revision, "note": "Nothing to do with a child."}
    if done == "referred":
        sent["referred_to"] = "Children's services"
    answer = site.post(f"/moderation/submissions/{submission.id}/triage", by, **{**sent, **fields})
    site.session.expire_all()
    return answer


def everywhere(site: Site, by: str, submission: Submission, *more: str) -> str:
    """All that somebody can open here, in one text."""
    places = (
        "/moderation/",
        f"/moderation/submissions/{submission.id}",
        f"/moderation/submissions/{submission.id}/worry",
        "/moderation/people",
        f"/moderation/people/{submission.author_id}",
        "/moderation/audit",
        "/moderation/connections",
        *more,
    )
    return "\n".join(site.get(place, by).text for place in places)

"""What an admin records as posted elsewhere in these tests, and pictures good and bad."""

import struct
import zipfile
import zlib
from datetime import timedelta
from io import BytesIO

from PIL import Image

from moderation import clock
from moderation.cases import services
from moderation.cases.incidents import services as incidents
from moderation.cases.incidents.models import Incident, WrittenBy
from moderation.cases.incidents.services import IncidentDraft
from moderation.cases.models import Finding
from moderation.cases.services import FindingDraft
from tests.moderation.conftest import Site

THERE = "Mrs Hale is a useless waste of space and everybody knows it."
WORDS = "useless waste of space"
ADDRESS = "https://www.facebook.com/groups/milverton/posts/1"
REPORTER = "Zenobia Quill"
SEEN_HOW = "She belongs to the group called Gate Gossip."


def incident_draft(**given: object) -> IncidentDraft:
    """Something posted elsewhere, complete."""
    return IncidentDraft(
        **{
            "venue": "facebook",
            "address": ADDRESS,
            "posted_at": clock.now() - timedelta(hours=1),
            "text": THERE,
            "reporter": REPORTER,
            "seen_how": SEEN_HOW,
            "written_by": WrittenBy.PERSON,
            **given,
        }
    )


def record(site: Site, about: str = "asha", by: str = "head", **given: object) -> Incident:
    """Put it on record."""
    found = incidents.record_incident(
        site.moderation,
        incident_draft(**given),
        about=site.people.actor(about),
        admin=site.people.actor(by),
    )
    site.session.commit()
    return found


def find_elsewhere(site: Site, incident: Incident, by: str = "head", **given: object) -> Finding:
    """A finding about it."""
    draft = FindingDraft(
        **{
            "submission_id": None,
            "incident_id": incident.id,
            "category": "offensive",
            "grounds": (),
            "words": WORDS,
            "detriment": "staff",
            "reason": "It runs her down.",
            **given,
        }
    )
    found = services.record_finding(
        site.moderation, incident.person_id, draft, admin=site.people.actor(by)
    )
    site.session.commit()
    return found


def picture(
    kind: str = "PNG", size: tuple[int, int] = (40, 30), mode: str = "RGB", **more: object
) -> bytes:
    """A picture of this kind."""
    kept = BytesIO()
    Image.new(mode, size, 120).save(kept, kind, **more)
    return kept.getvalue()


def bomb() -> bytes:
    """A few bytes that say they are a picture of three hundred million dots."""

    def chunk(name: bytes, held: bytes) -> bytes:
        return struct.pack(">I", len(held)) + name + held + struct.pack(">I", zlib.crc32(name + held))

    header = struct.pack(">IIBBBBB", 20_000, 15_000, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 100_000))
        + chunk(b"IEND", b"")
    )


def zip_file() -> bytes:
    """A zip, whatever it is called."""
    kept = BytesIO()
    with zipfile.ZipFile(kept, "w") as file:
        file.writestr("words.txt", "Not a picture.")
    return kept.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'

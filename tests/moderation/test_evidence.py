"""A pack of evidence that anybody can check, on record with for whom and why; letters as PDF."""

import hashlib
import io
import json
import subprocess
import zipfile
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine
from pypdf import PdfReader

from moderation.appeals import services as appeals
from moderation.appeals.models import AppealOutcome
from moderation.cases.models import HeardBy, Measure
from moderation.cases.services import record_finding
from moderation.errors import AlreadyDecided, ConflictOfInterest, Refused
from moderation.evidence import queries, services
from moderation.evidence.models import Disclosure
from moderation.notices.models import Notice
from moderation.review.models import Submission
from moderation.safeguarding import worrying
from tests.moderation.cases import acts
from tests.moderation.cases.acts import ENOUGH, WORDS, agree, as_far_as_a_warning, find, take
from tests.moderation.conftest import Site

pytestmark = pytest.mark.usefixtures("school_day")
Time = time_machine.TimeMachineFixture


def export(site: Site, by: str = "head", **given: str) -> services.Sealed:
    said = {"recipient": "The police", "purpose": "They asked for it.", **given}
    made = services.export(site.moderation, "asha", admin=site.people.actor(by), **said)
    site.session.commit()
    return made


@pytest.fixture
def made(site: Site, time_machine: Time) -> services.Sealed:
    """A pack of a case with a warning, an answer, an advice and a report."""
    first, further = as_far_as_a_warning(site, time_machine)
    version = site.session.get(Submission, first.submission_id)
    assert version is not None
    site.again(version.subject, "I have taken the words out.")
    take(site, "legal_advice", reason="A secret question.")
    agree(site, take(site, "block", further))
    return export(site)


def files(made: services.Sealed) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_ordinary_tools_tell_whether_anything_was_changed(made: services.Sealed, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        archive.extractall(tmp_path)
    check = ["sha256sum", "--quiet", "-c", "manifest-sha256.txt"]
    assert subprocess.run(check, cwd=tmp_path).returncode == 0
    seal = hashlib.sha256((tmp_path / "manifest-sha256.txt").read_bytes()).hexdigest()
    assert seal == made.disclosure.seal
    listed = (tmp_path / "manifest-sha256.txt").read_text().splitlines()
    there = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    assert {line.split("  ")[1] for line in listed} == there - {"manifest-sha256.txt"}
    changed = next((tmp_path / "posts").glob("*.txt"))
    changed.write_text("Something milder.")
    assert subprocess.run(check, cwd=tmp_path, capture_output=True).returncode == 1


def test_it_holds_every_version_the_letters_and_the_log(site: Site, made: services.Sealed) -> None:
    found = files(made)
    texts = [content.decode() for name, content in found.items() if name.startswith("posts/")]
    assert any(WORDS in text for text in texts)
    assert any("I have taken the words out." in text for text in texts)
    for notice in site.session.scalars(sa.select(Notice).where(Notice.measure_id.is_not(None))):
        assert found[f"letters/{notice.reference}.txt"].decode().endswith(notice.body)
        assert found[f"letters/{notice.reference}.pdf"].startswith(b"%PDF")
    entries = [json.loads(line) for line in found["audit.jsonl"].splitlines()]
    assert {"measure:taken", "finding:recorded"} <= {entry["action"] for entry in entries}
    assert all(entry["hash"] and entry["previous_hash"] for entry in entries)
    read = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(found["case.pdf"])).pages)
    for words in ("All that happened", "Written warning", WORDS, "Privileged"):
        assert words in " ".join(read.split())


def test_legal_advice_and_who_reported_stay_out(site: Site, made: services.Sealed) -> None:
    whole = b"".join(files(made).values()).decode("utf-8", "replace")
    pdf = PdfReader(io.BytesIO(files(made)["case.pdf"]))
    read = whole + "".join(page.extract_text() for page in pdf.pages)
    assert "A secret question" not in read
    assert "May we write to them" not in read
    assert "privileged" in files(made)["README.txt"].decode()


def test_each_pack_is_on_record_with_for_whom_and_why(site: Site, made: services.Sealed) -> None:
    assert site.audited()[-1] == "evidence:exported"
    page = site.get("/moderation/people/asha/evidence", "head").text
    for words in ("The police", "They asked for it.", made.disclosure.seal):
        assert words in page


@pytest.mark.parametrize("wanting", ["recipient", "purpose"])
def test_a_pack_for_nobody_or_nothing_is_not_made(site: Site, wanting: str) -> None:
    find(site)
    with pytest.raises(Refused) as refusal:
        export(site, **{wanting: "  "})
    assert wanting in refusal.value.problems
    sent = site.post(
        "/moderation/people/asha/evidence",
        "head",
        **{"recipient": "The police", "purpose": "Kept words.", wanting: ""},
    )
    assert sent.status_code == 422
    assert site.session.scalar(sa.select(sa.func.count(Disclosure.id))) == 0


def test_the_browser_gets_it_as_a_file_that_nobody_keeps(site: Site) -> None:
    find(site)
    path = "/moderation/people/asha/evidence"
    sent = site.post(path, "head", recipient="The police", purpose="They asked.")
    assert sent.status_code == 200
    assert sent.mimetype == "application/zip"
    assert sent.headers["Cache-Control"] == "no-store"
    assert "attachment" in sent.headers["Content-Disposition"]
    assert site.post(path, "mo", recipient="Me", purpose="So.").status_code == 403


def test_nobody_makes_a_pack_of_their_own_case_or_of_what_they_reported(site: Site) -> None:
    find(site, "head", by="deputy")
    with pytest.raises(ConflictOfInterest):
        services.export(
            site.moderation,
            "head",
            admin=site.people.actor("head"),
            recipient="Me",
            purpose="So.",
        )


def test_what_must_be_kept_is_kept_until_somebody_ends_it(site: Site) -> None:
    find(site)
    head = site.people.actor("head")
    why = "A solicitor has written on behalf of a teacher."
    path = "/moderation/people/asha/evidence"
    assert site.post(f"{path}/hold", "head", reason="A letter.").status_code == 422
    assert site.post(f"{path}/hold", "head", reason=why).status_code == 303
    assert queries.open_hold(site.session, "asha") is None
    assert site.post(f"{path}/hold", "head", reason=why).status_code == 403
    assert "Somebody else has to agree" in site.get(path, "head").text
    assert "Agree to keep everything" in site.get(path, "deputy").text
    assert site.post(f"{path}/hold", "deputy").status_code == 303
    held = queries.open_hold(site.session, "asha")
    assert (held.reason, held.set_by_name) == (why, "Head and Deputy")
    with pytest.raises(AlreadyDecided):
        services.hold(site.moderation, "asha", admin=head, reason=why)
    site.session.rollback()
    assert why in site.get(path, "head").text
    done = site.post("/moderation/people/asha/evidence/hold", "head", reason="It is settled.")
    assert done.status_code == 303
    said = [entry for entry in site.audited() if entry.startswith("evidence:")]
    assert said == ["evidence:held", "evidence:released"]


@pytest.mark.both_engines
def test_the_database_itself_keeps_who_was_given_what(site: Site) -> None:
    find(site)
    export(site)
    for change in (
        "UPDATE moderation_disclosure SET purpose = 'x'",
        "DELETE FROM moderation_disclosure",
    ):
        with pytest.raises(sa.exc.DatabaseError, match="evidence"):
            site.session.execute(sa.text(change))
        site.session.rollback()


def test_a_letter_is_a_pdf_that_says_what_was_sent(site: Site) -> None:
    finding = find(site)
    warning = agree(site, take(site, "written_warning", finding, override_reason=ENOUGH))
    notice = site.moderation.notices_for("asha")[0]
    printed = site.get(f"/moderation/measures/{warning.id}/letters/{notice.id}.pdf", "head")
    assert printed.mimetype == "application/pdf"
    read = "".join(page.extract_text() for page in PdfReader(io.BytesIO(printed.data)).pages)
    said = " ".join(read.split())
    for words in (notice.reference, notice.subject, "Our concerns", "This is a written warning"):
        assert words in said
    assert printed.data == site.moderation.letter(notice)
    assert site.get(f"/moderation/measures/{warning.id}/letters/999.pdf", "head").status_code == 404
    assert (
        site.get(f"/moderation/measures/{warning.id}/letters/{notice.id}.pdf", "mo").status_code == 403
    )


def test_letters_of_other_alphabets_can_be_printed(site: Site) -> None:
    find(site)
    notice = site.moderation.notices_for("asha")[0]
    odd = Notice(
        subject="Zażółć",
        reference=notice.reference,
        sent_at=notice.sent_at,
        body=f"Привет, γειά, مرحبا, שלום 😀 {'x' * 300}\n\n--\nThe end",
    )
    read = PdfReader(io.BytesIO(site.moderation.letter(odd))).pages[0].extract_text()
    assert "Zażółć" in read
    assert "Привет" in read


def test_nobody_who_reported_or_was_worried_is_in_it(site: Site) -> None:
    shown = site.submit("Mrs Hale is a useless waste of space.", "asha")
    site.decide(shown, "publish", reason="It may stay for now.")
    site.moderation.report(
        shown.subject, reporter=site.people.actor("ben"), reason="unkind", details="Ben saw it."
    )
    worrying.worry_about_submission(
        site.moderation, shown.id, "He had a bruise.", by=site.people.actor("nia")
    )
    site.session.commit()
    draft = acts.draft(shown)
    record_finding(site.moderation, "asha", draft, admin=site.people.actor("head"))
    found = files(export(site))
    for name, content in found.items():
        for words in (b"Ben", b"Nia", b"bruise"):
            assert words not in content, name
    assert b"submission:published" in found["audit.jsonl"]


def test_an_appeal_is_in_it_with_its_answer_and_its_letters(site: Site, time_machine: Time) -> None:
    first, _ = as_far_as_a_warning(site, time_machine)
    warning = site.session.scalars(sa.select(Measure).where(Measure.kind == "written_warning")).one()
    head, chair = site.people.actor("head"), site.people.actor("chair")
    filed = appeals.enter(
        site.moderation, warning.id, admin=head, route=HeardBy.PHONE, text="It was not me."
    )
    answer = appeals.Answer(AppealOutcome.OVERTURNED, "It was your brother.", frozenset({first.id}))
    appeals.decide(site.moderation, filed.id, answer, officer=chair)
    found = files(export(site))
    words = found[f"appeals/{filed.id}.txt"].decode()
    assert "It was not me." in words
    assert "It was your brother." in words
    letters = b"".join(content for name, content in found.items() if name.startswith("letters/"))
    assert b"Decision on your appeal" in letters
    actions = {json.loads(line)["action"] for line in found["audit.jsonl"].splitlines()}
    assert {"appeal:received", "appeal:overturned", "finding:overturned"} <= actions


def test_another_version_or_a_capture_that_names_somebody_is_not_for_them(site: Site) -> None:
    site.people.names_to_ids["Deputy Dawes"] = "deputy"
    finding = find(site)
    version = site.session.get(Submission, finding.submission_id)
    assert version is not None
    assert export(site, by="deputy")
    site.again(version.subject, "Mrs Hale and Deputy Dawes are both a useless waste of space.")
    with pytest.raises(ConflictOfInterest):
        export(site, by="deputy")

"""The form of something posted elsewhere, with its screenshots."""

from collections.abc import Sequence
from typing import Self
from zoneinfo import ZoneInfo

from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from werkzeug.datastructures import FileStorage
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import ValidationError

from moderation.cases.forms.fields import Moment, paragraph
from moderation.cases.incidents.models import WrittenBy, venue_in_words
from moderation.cases.incidents.pictures import LARGEST_FILE, MOST, NotKept, Picture, redraw
from moderation.cases.incidents.services import IncidentDraft
from moderation.host import Actor
from moderation.policy import Policy
from moderation.typed import plain

WRITTEN_BY_WORDS = {
    WrittenBy.PERSON: "They did",
    WrittenBy.CHILD: "A child did, with their account or elsewhere",
}
NOBODY = "nobody"
NAME_SHOWN = 60


class ScreenshotsForm(FlaskForm):
    """Screenshots of something posted elsewhere."""

    screenshots = MultipleFileField(
        "Screenshots", render_kw={"accept": "image/png,image/jpeg,image/webp"}
    )

    def pictures(self) -> tuple[list[Picture], str]:
        """Each picture drawn anew, or which file cannot be kept and why. Validate first."""
        files = self._files()
        if len(files) > MOST:
            return [], f"That is {len(files)} files. Choose at most {MOST}."
        try:
            return [_picture(file) for file in files], ""
        except NotKept as problem:
            return [], str(problem)

    def _files(self) -> list[FileStorage]:
        return [file for file in self.screenshots.data or () if file and file.filename]

    def ask_for_files_again(self) -> Self:
        """Say that the files have to be chosen again: no browser keeps them with the words."""
        if self._files():
            again = "Your words are kept. Please choose the screenshots again."
            self.screenshots.errors = [*self.screenshots.errors, again]
        return self


class IncidentForm(ScreenshotsForm):
    """Something posted elsewhere, as somebody told the school."""

    person_name = StringField("Who posted it", filters=[plain])
    person = SelectField("Their account here", validate_choice=False)
    venue = SelectField("Where", validate_choice=False)
    address = StringField("The address of the post", filters=[plain])
    posted_at = Moment("When it was posted")
    text = TextAreaField("The words, as they stand there", filters=[plain])
    reporter = StringField("Who told you", filters=[plain])
    seen_how = paragraph("How they came to see it")
    written_by = SelectField("Who wrote it", validate_choice=False)
    child_reference = StringField("The office’s reference for the child", filters=[plain])

    def offer(self, policy: Policy, found: Sequence[Actor] = ()) -> "IncidentForm":
        """Fill the choices, `found` being people with an account; nothing is chosen beforehand."""
        self.person.choices = [
            ("", "Choose…"),
            *((person.id, person.name) for person in found),
            (NOBODY, "Somebody without an account here"),
        ]
        self.venue.choices = [("", "Choose…")] + [
            (venue, _beginning_large(venue_in_words(venue))) for venue in policy.definitions.other_venues
        ]
        self.written_by.choices = [("", "Choose…"), *WRITTEN_BY_WORDS.items()]
        return self

    def draft(self, zone: ZoneInfo) -> IncidentDraft:
        """What was posted, as the service takes it, each picture drawn anew. Validate first."""
        pictures, problem = self.pictures()
        chosen = self.written_by.data
        return IncidentDraft(
            venue=self.venue.data or "",
            address=self.address.data or "",
            posted_at=self.posted_at.moment(zone),
            text=self.text.data or "",
            reporter=self.reporter.data or "",
            seen_how=self.seen_how.data or "",
            written_by=WrittenBy(chosen) if chosen in set(WrittenBy) else None,
            child_reference=self.child_reference.data or "",
            pictures=pictures,
            picture_problem=problem,
        )

    def validate_posted_at(self, field: Moment) -> None:
        """A day there is, if one is given."""
        try:
            field.moment(ZoneInfo("UTC"))
        except (ValueError, OverflowError):
            raise ValidationError("Write the day like this: 2027-03-01.") from None


def _picture(file: FileStorage) -> Picture:
    name = (plain(file.filename) or "")[:NAME_SHOWN]
    # One byte more than may be, so that a file that is too large is known by its length.
    with file.stream:
        return redraw(name, file.stream.read(LARGEST_FILE + 1))


def _beginning_large(words: str) -> str:
    return words[:1].upper() + words[1:]

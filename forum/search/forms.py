"""What somebody fills in to search. It comes as a question in the address, so it can be kept."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from wtforms import DateField, Form, HiddenField, SearchField, SelectChoice, SelectField, StringField
from wtforms.validators import Length, Optional, ValidationError

from forum import markup
from forum.boards.models import Board
from forum.search.wanted import MOST, read
from forum.search.words import names_of

LONGEST = 200
FIRST_YEAR, LAST_YEAR = 1990, 2200
_WRITTEN = ["%Y-%m-%d", "%d/%m/%Y"]
BEST, NEWEST = "best", "newest"


class _Day(DateField):
    """A day, as browsers send it or as people here write it."""

    def process_formdata(self, values: Sequence[str]) -> None:
        """The day, or what would make it one."""
        try:
            super().process_formdata([value.strip() for value in values])
        except ValueError:
            raise ValueError("Please give a day like 24/11/2026.") from None
        if self.data and not FIRST_YEAR <= self.data.year <= LAST_YEAR:
            self.data: date | None = None
            raise ValueError("Please give a day of this century.")


class SearchForm(Form):
    """Words, and where to look for them. All of it may be empty."""

    q = SearchField(
        "Words to look for",
        filters=[markup.tidy_line],
        validators=[
            Length(
                max=LONGEST,
                message=f"Please use at most {LONGEST} letters: a few words find more than a sentence.",
            )
        ],
        render_kw={"autocomplete": "off", "enterkeyhint": "search"},
    )
    board = SelectField("Board", validate_choice=False)
    author = StringField(
        "Written by",
        filters=[markup.tidy_line],
        validators=[Length(max=80, message="Please use at most 80 letters of the name.")],
        render_kw={"autocomplete": "off"},
    )
    since = _Day("From this day on", format=_WRITTEN, validators=[Optional()])
    until = _Day("Up to this day", format=_WRITTEN, validators=[Optional()])
    order = SelectField(
        "Order",
        choices=[SelectChoice(BEST, "Best match first"), SelectChoice(NEWEST, "Newest first")],
        validate_choice=False,
    )
    topic = HiddenField()

    def offer(self, boards: Sequence[Board]) -> None:
        """The boards that this person reads, and what of all this they typed into the box."""
        self.boards = boards
        self.board.choices = [
            SelectChoice("", "All boards"),
            *(SelectChoice(board.slug, board.title) for board in boards),
        ]
        self.wanted = read(self.q.data[:LONGEST])

    @property
    def is_asked(self) -> bool:
        """Whether there is something to look for; a board or a topic alone is only a place."""
        days = [*(self.since.raw_data or ()), *(self.until.raw_data or ())]
        return any([self.q.data, self.author.data, *days])

    @property
    def has_filters(self) -> bool:
        """Whether anything but the words says what to look for."""
        chosen = (self.board.data, self.author.data, self.since.data, self.until.data)
        to_mend = set(self.errors) - {"q"}
        return any(chosen) or self.wants_newest or bool(to_mend)

    @property
    def wants_newest(self) -> bool:
        """Whether the newest come first."""
        return bool(self.order.data == NEWEST)

    @property
    def chosen_board(self) -> Board | None:
        """The board to look in, by its address or its name; none is all of them."""
        said = self.wanted.board or self.board.data or ""
        named = (each for each in self.boards if _is_called(each, said))
        return next(named, None)

    @property
    def chosen_author(self) -> str:
        """Whose posts to look for."""
        return self.wanted.author or self.author.data or ""

    def days(self, zone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
        """The moment from which on, and the one before which; days are the school's."""
        until = self.until.data + timedelta(days=1) if self.until.data else None
        return _beginning(self.since.data, zone), _beginning(until, zone)

    def validate_q(self, field: SearchField) -> None:
        """Something that can be looked for, if anything."""
        if not field.data or field.errors:
            return
        wanted = self.wanted
        if wanted.is_nothing:
            raise ValidationError(
                "There is no word in this to look for. Try one or two, such as uniform."
            )
        if wanted.without and not wanted.words:
            raise ValidationError("Say also what to look for: a minus only says what to leave out.")
        if len(wanted.words) + len(wanted.without) > MOST:
            raise ValidationError(f"Please use at most {MOST} words: a few find more than a sentence.")
        if wanted.board and self.chosen_board is None:
            raise ValidationError(f"None of your boards is called {wanted.board}.")
        if wanted.author and not names_of(wanted.author):
            raise ValidationError("Please put a name after from:, such as from:Asha.")

    def validate_board(self, field: SelectField) -> None:
        """One of the boards offered."""
        if field.data and not self.wanted.board and self.chosen_board is None:
            raise ValidationError("Please choose one of your boards.")

    def validate_author(self, field: StringField) -> None:
        """A name, if anything."""
        if field.data and not names_of(field.data):
            raise ValidationError("Please give a name, or a part of one.")

    def validate_until(self, field: DateField) -> None:
        """Not before the first day."""
        if field.data and self.since.data and field.data < self.since.data:
            raise ValidationError("This day is before the first one, so nothing is between them.")


def _beginning(day: date | None, zone: ZoneInfo) -> datetime | None:
    return datetime.combine(day, time(), tzinfo=zone) if day else None


def _is_called(board: Board, said: str) -> bool:
    return said == board.slug or (said != "" and names_of(said) == names_of(board.title))

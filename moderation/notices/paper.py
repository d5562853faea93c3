"""Letters and records on paper: A4 pages as PDF, in a typeface that holds most of Europe's letters."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from moderation.notices.models import Notice
from moderation.policy import Policy
from moderation.times import day_in_words

_FONTS = Path(__file__).with_name("fonts")
_MARGIN = 22  # millimetres
_LINE = 5.6


class Paper(FPDF):
    """A4 sheets with the school's name at the top and a number on every page."""

    def __init__(self, policy: Policy, title: str, made_at: datetime) -> None:
        super().__init__(format="A4")
        self._policy = policy
        self.set_title(title)
        self.set_lang("en-GB")
        self.set_author(policy.school.name)
        self.set_creation_date(made_at)
        self.set_margin(_MARGIN)
        self.set_auto_page_break(True, _MARGIN)
        self.add_font("body", fname=_FONTS / "DejaVuSans.ttf")
        self.add_font("body", "B", fname=_FONTS / "DejaVuSans-Bold.ttf")
        self.add_page()

    def header(self) -> None:
        """The school's name in its colour."""
        self.set_font("body", "B", 13)
        self.set_text_color(self._policy.school.colour)
        self._write(self._policy.school.name)
        self.set_text_color(0)
        self.ln(4)

    def footer(self) -> None:
        """Which page of how many."""
        self.set_y(-15)
        self.set_font("body", size=8)
        self.cell(0, 10, f"Page {self.page_no()} of {{nb}}", align="C")

    def heading(self, words: str) -> None:
        """A line that begins a part."""
        self.ln(2)
        self.set_font("body", "B", 11)
        self._write(words)
        self.ln(1)

    def paragraph(self, words: str) -> None:
        """Running text; its own line ends stay."""
        self.set_font("body", size=10)
        self._write(words)
        self.ln(2)

    def listed(self, lines: Iterable[str]) -> None:
        """Short lines, one under the other."""
        self.set_font("body", size=9)
        for line in lines:
            self._write(line)
        self.ln(2)

    def letter(self, subject: str, body: str, at: datetime, reference: str) -> bytes:
        """A letter: day, reference, subject and paragraphs."""
        self.paragraph(f"{day_in_words(at, self._policy.school.zone)}\nReference {reference}")
        self.heading(subject)
        for part in body.strip().split("\n\n"):
            self.paragraph(part.removeprefix("--\n"))
        return self.made()

    def made(self) -> bytes:
        """The finished pages."""
        return bytes(self.output())

    def _write(self, words: str) -> None:
        self.multi_cell(0, _LINE, words, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def letter(notice: Notice, policy: Policy) -> bytes:
    """A notice exactly as it was sent, as a letter to print or keep."""
    paper = Paper(policy, notice.subject, notice.sent_at)
    return paper.letter(notice.subject, notice.body, notice.sent_at, notice.reference)

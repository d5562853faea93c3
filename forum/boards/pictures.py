"""Pictures in posts: a few, small, said in words, with nothing hidden in them, and looked at first.

No program here can judge a picture, so every version that has one waits for a person.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from forum import markup
from forum.boards.models import ALT_MAX
from forum.boards.picture_models import PostPicture
from forum.errors import Refused
from moderation import NotKept, Picture, redraw

LONGEST_EDGE = 1600
WAITS_WHY = "It has a picture, and only a person can look at one."
_FINGERPRINT = 16  # letters of it that are said


@dataclass(frozen=True, slots=True)
class Chosen:
    """A picture that goes with a post, and what it shows in words."""

    alt: str
    picture: Picture

    @property
    def words(self) -> str:
        """How it is said in the text that is judged."""
        return f"Picture: {self.alt} [{self.picture.sha256[:_FINGERPRINT]}]"


def choose(field: str, name: str, original: bytes, alt: str) -> Chosen:
    """A picture drawn anew; `Refused` if it cannot be kept or nobody says what it shows."""
    said = markup.tidy_line(alt)
    if markup.is_blank(said):
        raise Refused({f"{field}_alt": "Say in a few words what it shows, for those who cannot see it."})
    if len(said) > ALT_MAX:
        raise Refused({f"{field}_alt": f"Please use at most {ALT_MAX} characters."})
    try:
        return Chosen(said, redraw(name, original, longest=LONGEST_EDGE))
    except NotKept as problem:
        raise Refused({field: str(problem)}) from None


def words_of(chosen: Sequence[Chosen]) -> str:
    """How a post's pictures are said in the text that is judged; empty without any."""
    return "\n".join(each.words for each in chosen)


def kept(post_id: int, chosen: Sequence[Chosen]) -> Sequence[PostPicture]:
    """The pictures as they are kept beside their post."""
    return [
        PostPicture(
            post_id=post_id,
            number=number,
            alt=each.alt,
            media_type=each.picture.media_type,
            width=each.picture.width,
            height=each.picture.height,
            sha256=each.picture.sha256,
            image=each.picture.image,
        )
        for number, each in enumerate(chosen, 1)
    ]

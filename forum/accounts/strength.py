"""How hard a password is to guess, in words. It is judged here and by nothing in the browser."""

from collections.abc import Collection
from dataclasses import dataclass

from zxcvbn import zxcvbn

ENOUGH = 2  # a million guesses; we let nobody make more than a few
_READS = 72  # characters; what comes after them makes nothing easier to guess
_WORDS = (
    "Very easy to guess",
    "Easy to guess",
    "Will do. One more word makes it good.",
    "Good",
    "Very good",
)


@dataclass(frozen=True, slots=True)
class Strength:
    """From 0, guessed at once, to 4; and the same in words."""

    score: int

    @property
    def words(self) -> str:
        """What the meter says beside its bar."""
        return _WORDS[self.score]

    @property
    def is_enough(self) -> bool:
        """Whether somebody who may try a few times a minute would not find it."""
        return self.score >= ENOUGH


def strength_of(password: str, *, known: Collection[str] = ()) -> Strength:
    """How hard it is to guess for somebody who knows `known`, such as the person's address."""
    if not password:
        return Strength(0)
    return Strength(int(zxcvbn(password[:_READS], [word for word in known if word])["score"]))

"""What a school may set about its own screening."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """How careful screening is. `harmless_held` is a part of one: 0.05 is 1 harmless post in 20.

    `held_words` hold a post wherever they stand; `passed_words` are never a match by themselves.
    `languages`, as two letters each, are those beside English that need nobody to look.
    """

    harmless_held: float = 0.05
    held_words: tuple[str, ...] = ()
    passed_words: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()

"""Characters that readers take for plain letters, and the digits and signs that stand in for them."""

from collections.abc import Mapping
from functools import cache

from better_profanity.better_profanity import Profanity

# Each pair: the letters people read, and the characters that look like them, in the same order.
_PAIRS = (
    ("abcehikmnoprstuvxyz", "авсенікмпоргѕтџѵхуз"),  # Cyrillic
    ("djlwqgbhf", "ԁјӏԝԛɡьһғ"),  # Cyrillic and its extensions
    ("abcdeiklmnoptuvwxyz", "αβϲδεικλμηορτυνωχγζ"),  # Greek
    ("adhilotgnrbks", "ɑđħıłøŧǥŋɾƀƙʂ"),  # Latin with strokes
    ("abcdeghijklmnoprtuvwyz", "ᴀʙᴄᴅᴇɢʜɪᴊᴋʟᴍɴᴏᴘʀᴛᴜᴠᴡʏᴢ"),  # small capitals
)
_LONGER = {"æ": "ae", "œ": "oe", "þ": "th", "ſ": "s", "ꜱ": "s", "ꜰ": "f", "¡": "i"}

# Letters in circles and boxes, and flags, that Unicode itself does not fold: where A stands.
_ALPHABETS = (0x1F150, 0x1F170, 0x1F1E6)

# Signs that better-profanity does not know.
_MORE_LEET = {
    "!": "i",
    "|": "il",
    "+": "t",
    "€": "e",
    "£": "l",
    "8": "b",
    "9": "g",
    "6": "g",
}


@cache
def lookalikes() -> Mapping[str, str]:
    """For each character that looks like a Latin letter: that letter."""
    table = dict(_LONGER)
    for letters, others in _PAIRS:
        table.update(zip(others, letters, strict=True))
    for first in _ALPHABETS:
        table.update({chr(first + n): chr(ord("a") + n) for n in range(26)})
    return table


@cache
def leet() -> Mapping[str, str]:
    """For each sign that stands for letters: those letters, the likeliest first.

    better-profanity's own map, turned round; its star hides any vowel and is read as a mask.
    """
    table = dict(_MORE_LEET)
    for letter, signs in Profanity(["-"]).CHARS_MAPPING.items():
        for sign in signs:
            if not sign.isalpha() and sign != "*":
                table[sign] = table.get(sign, "") + letter
    return table

"""A screenshot as it came, drawn anew: the same picture, and nothing hidden in the file."""

import hashlib
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps

MOST = 6
LARGEST_FILE = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000
# What is read, and how it is written again. A telephone's JPEG with a second picture in it is an MPO.
_KEPT_AS: Mapping[str, tuple[str, dict[str, object]]] = {
    "PNG": ("PNG", {}),
    "JPEG": ("JPEG", {"quality": 92}),
    "MPO": ("JPEG", {"quality": 92}),
    "WEBP": ("WEBP", {"quality": 92}),
}
_PLAIN_MODES = {"1", "L", "LA", "I;16", "RGB", "RGBA"}
# All that a damaged or made-up file can lead to while it is read.
_UNREADABLE = (
    *(OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, struct.error),
    *(OverflowError, Image.DecompressionBombError, Image.DecompressionBombWarning),
)


class NotKept(Exception):
    """A file that cannot be kept as a screenshot; `str()` says why and what to do."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture ready to be kept, with the fingerprints of the file as it came and of what is kept."""

    media_type: str
    width: int
    height: int
    original_sha256: str
    sha256: str
    image: bytes


def redraw(name: str, original: bytes, *, longest: int = 0) -> Picture:
    """The picture in this file without anything else: no place, no camera, no notes, no second one.

    With `longest`, no edge is longer than that many dots, and it is kept as a small WebP.

    `NotKept` if the file is too large, is no PNG, JPEG or WebP picture, or is damaged.
    """
    if not original:
        raise NotKept(f"“{name}” is empty. Save the screenshot again.")
    if len(original) > LARGEST_FILE:
        raise NotKept(f"“{name}” is larger than 10 MB. Save it smaller, or cut it to what matters.")
    try:
        with Image.open(BytesIO(original), formats=("PNG", "JPEG", "WEBP")) as opened:
            return _drawn(name, opened, original, longest)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many_pixels(name) from None
    except _UNREADABLE:
        raise NotKept(
            f"“{name}” is no picture we can read, or it is damaged. Save it as PNG or JPEG."
        ) from None


def _drawn(name: str, opened: Image.Image, original: bytes, longest: int) -> Picture:
    if opened.width * opened.height > MOST_PIXELS:
        raise _too_many_pixels(name)
    kind, settings = _KEPT_AS[opened.format or ""]
    opened.load()
    upright = ImageOps.exif_transpose(opened)
    drawn = upright.convert(_mode(upright))
    if longest:
        kind, settings = "WEBP", {"quality": 82}
        drawn = drawn.convert("RGBA" if drawn.has_transparency_data else "RGB")
        drawn.thumbnail((longest, longest))
    # Whatever came with the file is in `info`, and would be written again with the picture.
    drawn.info = {}
    kept = BytesIO()
    drawn.save(kept, kind, **settings)
    image = kept.getvalue()
    return Picture(
        media_type=f"image/{kind.lower()}",
        width=drawn.width,
        height=drawn.height,
        original_sha256=hashlib.sha256(original).hexdigest(),
        sha256=hashlib.sha256(image).hexdigest(),
        image=image,
    )


def _mode(image: Image.Image) -> str:
    if image.mode in _PLAIN_MODES and "transparency" not in image.info:
        return image.mode
    return "RGBA" if image.has_transparency_data else "RGB"


def _too_many_pixels(name: str) -> NotKept:
    return NotKept(
        f"“{name}” has more than 40 million dots. Cut it to what matters, or take several screenshots."
    )

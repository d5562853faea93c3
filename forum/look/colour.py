"""The school's one colour, as the pages take it: four shades for daylight and four for the dark."""

import colorsys
from dataclasses import dataclass

from moderation import Rgb, contrast, rgb

_WHITE: Rgb = (255, 255, 255)
_BLACK: Rgb = (0, 0, 0)
_NIGHT: Rgb = (29, 36, 39)  # the sheets of paper in the dark
_READ_WELL = 7.5  # to 1; WCAG 2.2 asks for 7 at its highest level
_CALM = 0.55  # the saturation of a colour that does not glow at night


@dataclass(frozen=True, slots=True)
class Shades:
    """The school's colour for words and lines, stronger for what is pointed at, on it, and as a wash."""

    school: str
    school_strong: str
    on_school: str
    school_wash: str

    @property
    def parts(self) -> tuple[str, str]:
        """The first two as Bootstrap wants them for links: “31, 93, 87”."""
        return _listed(self.school), _listed(self.school_strong)


def by_day(colour: str) -> Shades:
    """The shades on paper. The policy's reader has made sure that the colour can be read on it."""
    base = rgb(colour)
    return Shades(_hex(base), _mixed(base, _BLACK, 0.28), "#ffffff", _mixed(base, _WHITE, 0.9))


def by_night(colour: str) -> Shades:
    """The shades in the dark: the same hue, as light as it takes to be read well on dark paper."""
    base = _lit(rgb(colour))
    return Shades(
        _hex(base),
        _mixed(base, _WHITE, 0.35),
        _mixed(rgb(colour), _BLACK, 0.65),
        _mixed(base, _NIGHT, 0.85),
    )


def _lit(colour: Rgb) -> Rgb:
    hue, lightness, saturation = colorsys.rgb_to_hls(*(part / 255 for part in colour))
    saturation = min(saturation, _CALM)
    steps = (lightness + (1 - lightness) * step / 40 for step in range(41))
    shades = (_from_hls(hue, step, saturation) for step in steps)
    return next(shade for shade in shades if contrast(shade, _NIGHT) >= _READ_WELL)


def _from_hls(hue: float, lightness: float, saturation: float) -> Rgb:
    red, green, blue = colorsys.hls_to_rgb(hue, lightness, saturation)
    return round(red * 255), round(green * 255), round(blue * 255)


def _hex(colour: Rgb) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)


def _listed(colour: str) -> str:
    return ", ".join(str(part) for part in rgb(colour))


def _mixed(colour: Rgb, other: Rgb, share: float) -> str:
    """`colour` with this share of `other` in it, from 0 to 1."""
    red, green, blue = (
        round(mine + (its - mine) * share) for mine, its in zip(colour, other, strict=True)
    )
    return _hex((red, green, blue))

"""Whether words in one colour can be read on another."""

Rgb = tuple[int, int, int]


def rgb(colour: str) -> Rgb:
    """A colour written “#1f5d57” as its red, green and blue, from 0 to 255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def contrast(one: Rgb, other: Rgb) -> float:
    """The contrast of two colours as WCAG 2 reckons it, from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Rgb) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
        for part in (value / 255 for value in colour)
    )
    return float(0.2126 * red + 0.7152 * green + 0.0722 * blue)

"""How moments that end something are said to people."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


def end_in_words(moment: datetime, zone: ZoneInfo) -> str:
    """When something ends. Midnight is said as the end of the day before, as people mean it."""
    local = moment.astimezone(zone)
    if local.time() == time():
        day = local.date() - timedelta(days=1)
        return f"the end of {day:%A} {day.day} {day:%B %Y}"
    half = "am" if local.hour < 12 else "pm"
    return f"{local:%A} {local.day} {local:%B %Y}, {local.hour % 12 or 12}:{local:%M} {half}"

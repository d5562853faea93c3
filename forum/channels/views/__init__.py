"""The forms by which anybody reaches the school, and the inbox of those who answer."""

from forum.channels.views.contact import blueprint as contact
from forum.channels.views.inbox import blueprint as inbox

__all__ = ["contact", "inbox"]

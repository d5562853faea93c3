"""The forms by which anybody reaches the school, the inbox, and what people read of their own."""

from forum.channels.views.contact import blueprint as contact
from forum.channels.views.inbox import blueprint as inbox
from forum.channels.views.mine import blueprint as mine

__all__ = ["contact", "inbox", "mine"]

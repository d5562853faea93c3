"""The pages about one's own account, and those that everybody can read."""

from forum.accounts.views import profile, second_step, security
from forum.accounts.views.public import blueprint as public
from forum.accounts.views.sessions import blueprint as accounts

__all__ = ["accounts", "profile", "public", "second_step", "security"]

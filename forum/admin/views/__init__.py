"""The pages for admins, one file for each thing they look after."""

from forum.admin.views import boards, bulk, invitations, people, roll, rolling_over, telling
from forum.admin.views.blueprint import blueprint

__all__ = ["blueprint", "boards", "bulk", "invitations", "people", "roll", "rolling_over", "telling"]

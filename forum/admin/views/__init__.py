"""The pages for admins, one file for each thing they look after."""

from forum.admin.views import boards, invitations, people, roll
from forum.admin.views.blueprint import blueprint

__all__ = ["blueprint", "boards", "invitations", "people", "roll"]

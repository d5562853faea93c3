"""The pages of boards, topics and posts, and a person's own pages under /me."""

from forum.boards.views.history import blueprint as history
from forum.boards.views.looking_after import blueprint as looking_after
from forum.boards.views.mine import blueprint as mine
from forum.boards.views.picturing import blueprint as picturing
from forum.boards.views.posts import blueprint as posts
from forum.boards.views.reading import blueprint as boards
from forum.boards.views.responding import blueprint as responding
from forum.boards.views.suggesting import blueprint as suggesting

__all__ = [
    "boards",
    "history",
    "looking_after",
    "mine",
    "picturing",
    "posts",
    "responding",
    "suggesting",
]

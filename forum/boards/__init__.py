"""Boards, topics and posts: what parents read and write."""

from flask import Flask

from forum.boards.moderated import PostContent

__all__ = ["PostContent", "init_app"]


def init_app(app: Flask) -> None:
    """Register the pages of boards, topics, posts, search, and a person's own."""
    from forum.boards.views import (
        boards,
        history,
        looking_after,
        mine,
        picturing,
        posts,
        responding,
        suggesting,
    )
    from forum.search.views import blueprint as search

    for blueprint in (
        boards,
        posts,
        history,
        looking_after,
        responding,
        mine,
        picturing,
        suggesting,
        search,
    ):
        app.register_blueprint(blueprint)
    from forum.boards.views.members import blueprint as members

    app.register_blueprint(members)

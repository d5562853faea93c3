"""What is wanted, as each engine's full-text index is asked for it; the newest entries come first."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR

from forum.search.models import SearchEntry
from forum.search.schema import IN_TITLE
from forum.search.wanted import Terms, Wanted

_FTS5 = sa.table("search_index", sa.column("rowid", sa.Integer), sa.column("search_index", sa.Text))
_VECTOR = sa.literal_column("search_entries.vector", TSVECTOR)


def anywhere(query: sa.Select[int], wanted: Wanted, dialect: str) -> sa.Select[int]:
    """Entries that have all that is wanted, and nothing that is not."""
    if dialect == "sqlite":
        return _sqlite(query, _fts5(wanted.words), wanted)
    return _postgresql(query, _tsquery(wanted.words), wanted)


def in_title(query: sa.Select[int], wanted: Wanted, dialect: str) -> sa.Select[int]:
    """The same, with all that is wanted in the title."""
    if dialect == "sqlite":
        return _sqlite(query, f"{{title}} : ({_fts5(wanted.words)})", wanted)
    return _postgresql(query, _tsquery(wanted.words, IN_TITLE), wanted)


def whatever(query: sa.Select[int], _wanted: Wanted, _dialect: str) -> sa.Select[int]:
    """All entries, where no words are asked for."""
    return query.order_by(SearchEntry.post_id.desc())


def _sqlite(query: sa.Select[int], asked: str, wanted: Wanted) -> sa.Select[int]:
    without = "".join(f' NOT "{" ".join(terms)}"' for terms in wanted.without)
    return (
        query.join(_FTS5, _FTS5.c.rowid == SearchEntry.post_id)
        .where(_FTS5.c.search_index.op("MATCH")(asked + without))
        # By its own number, so that the index hands the newest out first and can stop there.
        .order_by(_FTS5.c.rowid.desc())
    )


def _fts5(words: Iterable[Terms]) -> str:
    return " AND ".join(f'"{" ".join(terms)}"' for terms in words)


def _postgresql(query: sa.Select[int], asked: list[str], wanted: Wanted) -> sa.Select[int]:
    parts = [*asked, *(f"!({each})" for each in _tsquery(wanted.without))]
    matches = _VECTOR.op("@@")(sa.cast(" & ".join(parts), TSQUERY))
    return query.where(matches).order_by(SearchEntry.post_id.desc())


def _tsquery(words: Iterable[Terms], prefix: str = "") -> list[str]:
    return [" <-> ".join(f"'{prefix}{term}'" for term in terms) for terms in words]

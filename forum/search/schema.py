"""What each engine adds to the entries: its full-text index, and the trigger that lets go.

A post joins the index only when somebody puts it there (`index.put`). It leaves by itself: whatever
stops a post from being published, or publishes other words of it, the database drops its entry in
the same transaction. Forgetting something hides; it never leaks.
"""

TRIGGERS = {
    "sqlite": (
        *("search_entries_leave", "search_entries_insert", "search_entries_delete"),
        "search_entries_update",
    ),
    "postgresql": ("search_entries_leave",),
}
INDEX = "ix_search_entries_vector"

_CHANGES = "AFTER UPDATE OF state, published_number ON posts"
_LEAVES = "NEW.state <> 'published' OR NEW.published_number IS DISTINCT FROM OLD.published_number"
_LEAVES_SQLITE = _LEAVES.replace("IS DISTINCT FROM", "IS NOT")  # as older ones say it
_LEAVE = "DELETE FROM search_entries WHERE post_id = NEW.id;"
_OUT = (
    "INSERT INTO search_index (search_index, rowid, title, body)"
    " VALUES ('delete', OLD.post_id, OLD.title, OLD.body);"
)
_IN = "INSERT INTO search_index (rowid, title, body) VALUES (NEW.post_id, NEW.title, NEW.body);"

# The tokenizer is told nothing: words come to it folded and stemmed, and only spaces part them.
_SQLITE = [
    "CREATE VIRTUAL TABLE search_index USING fts5(title, body, tokenize = 'ascii',"
    " content = 'search_entries', content_rowid = 'post_id')",
    f"CREATE TRIGGER search_entries_insert AFTER INSERT ON search_entries BEGIN {_IN} END",
    f"CREATE TRIGGER search_entries_delete AFTER DELETE ON search_entries BEGIN {_OUT} END",
    f"CREATE TRIGGER search_entries_update AFTER UPDATE ON search_entries BEGIN {_OUT} {_IN} END",
    f"CREATE TRIGGER search_entries_leave {_CHANGES} WHEN {_LEAVES_SQLITE} BEGIN {_LEAVE} END",
]

# Made from the words as they are, by no rules of the server's own. A title's words are there a second
# time under a sign no word has, so that the server knows how rare they are in titles. The gap keeps the
# end of a title and the beginning of its text from being words in a row.
IN_TITLE = "^"
_POSTGRESQL = [
    """
    CREATE FUNCTION search_vector(words text, prefix text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE STRICT AS $$
        SELECT coalesce(string_agg(quote_literal(prefix || word) || ':' || place + 1, ' '), '')::tsvector
        FROM unnest(string_to_array(btrim(words), '  ')) WITH ORDINALITY AS each (word, place)
    $$
    """,
    f"""
    ALTER TABLE search_entries ADD COLUMN vector tsvector GENERATED ALWAYS AS (
        search_vector(title, '{IN_TITLE}') || search_vector(title, '') || search_vector(body, '')
    ) STORED
    """,
    f"CREATE INDEX {INDEX} ON search_entries USING gin (vector)",
    "CREATE FUNCTION search_leave() RETURNS trigger LANGUAGE plpgsql AS"
    f" $$ BEGIN {_LEAVE} RETURN NULL; END $$",
    f"CREATE TRIGGER search_entries_leave {_CHANGES}"
    f" FOR EACH ROW WHEN ({_LEAVES}) EXECUTE FUNCTION search_leave()",
]


def create(dialect: str) -> list[str]:
    """The statements that put the engine's own parts beside the tables."""
    return _SQLITE if dialect == "sqlite" else _POSTGRESQL


def drop(dialect: str) -> list[str]:
    """The statements that take them away, before the entries go."""
    if dialect == "sqlite":
        triggers = [f"DROP TRIGGER {name}" for name in TRIGGERS[dialect]]
        return [*triggers, "DROP TABLE search_index"]
    return [
        "DROP TRIGGER search_entries_leave ON posts",
        "DROP FUNCTION search_leave()",
        f"DROP INDEX {INDEX}",
        "ALTER TABLE search_entries DROP COLUMN vector",
        "DROP FUNCTION search_vector(text, text)",
    ]


def is_in_the_models(name: str | None, kind: str, _: object) -> bool:
    """Whether Alembic should look for this among the models: not what is an engine's own."""
    if kind == "table":
        return not (name or "").startswith("search_index")
    return name != (INDEX if kind == "index" else "vector")

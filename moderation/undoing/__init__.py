"""A minute in which an act and its notice can be undone by whoever did it (policy [undo], local)."""

from moderation.undoing.keeping import Doing, undoable

__all__ = ["Doing", "undoable"]

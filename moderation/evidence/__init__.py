"""Sealed packs of a case's evidence, who was given one, and what must be kept."""

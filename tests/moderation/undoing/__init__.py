"""Undoing for a minute what one has just done."""

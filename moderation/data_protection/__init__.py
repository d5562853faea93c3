"""Data that may have gone where it should not: who leads on it is prompted, with facts and a clock."""

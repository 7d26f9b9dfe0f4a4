"""Kinds of parts: each reads what it needs from the base, asks its rule, and says what was found."""

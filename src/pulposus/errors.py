"""The two ways in which a command can end badly, each a sentence with the next step."""

from __future__ import annotations


class InputError(ValueError):
    """The input is wrong: which field or file, what was found, what is expected. Exit code 2."""


class RunError(RuntimeError):
    """The run failed although the input was accepted: which physics, which case, what to do. Exit code 1."""

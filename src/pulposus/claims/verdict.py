"""The four verdicts, their order, and how the verdicts of parts make that of a whole."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, get_args

Verdict = Literal["not supported", "untested", "mixed", "supported"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
"""From the worst for a statement to the best: looked for and not found is worse than not looked for."""

SHOWN: tuple[Verdict, ...] = ("supported", "mixed", "not supported", "untested")
"""The order in which people read them."""


def together(parts: Iterable[Verdict]) -> Verdict:
    """A statement of several parts says that all of them hold.

    Supported when every part is, untested when none was tested. Without any part that is supported or mixed it is not
    supported; with some it is mixed.
    """
    found = set(parts)
    if found == {"supported"}:
        return "supported"
    if found <= {"untested"}:
        return "untested"
    return "mixed" if found & {"supported", "mixed"} else "not supported"

"""What can be made on its own: a function, what it takes, and which other pieces must be there first."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pulposus.errors import InputError

if TYPE_CHECKING:
    import pyarrow

_KEY = re.compile(r"[a-z0-9][a-z0-9_-]*")
# A kind is also the name of a view in SQL.
_KIND = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Piece:
    """One piece of a run, whose content depends on nothing but ``make``, ``args`` and the pieces it needs.

    ``make(*args)`` returns a table, or a table for each of ``kinds`` by name. With ``needs`` it is called as
    ``make(*args, inputs=tables)``: by kind, the tables of the needed pieces one below the other in the order of
    ``needs``. All pieces of a kind have the same columns and types.

    Args:
        key: name of the piece's files, such as ``discs-0003``; lower case, figures, ``-`` and ``_``.
        make: a function of a module that every worker can import.
        args: what it takes, seeds included; picklable.
        needs: keys of pieces that are made first.
        kinds: kinds of table that it makes; when left out the key without its number, such as ``discs``.
        weight: its share of the work, beside the other pieces.

    Raises:
        InputError: a name that is not fit for a file or a table, or a weight that is not above 0.
    """

    key: str
    make: Callable[..., pyarrow.Table | Mapping[str, pyarrow.Table]]
    args: tuple[Any, ...] = ()
    needs: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    weight: float = 1.0

    def __post_init__(self) -> None:
        if not _KEY.fullmatch(self.key):
            raise InputError(f"Piece '{self.key}' has no fit name; use lower-case letters, figures, '-' and '_'.")
        if not self.kinds:
            object.__setattr__(self, "kinds", (self.key.rsplit("-", 1)[0].replace("-", "_"),))
        for kind in self.kinds:
            if not _KIND.fullmatch(kind):
                raise InputError(f"Piece '{self.key}' makes '{kind}'; name it by a lower-case letter, then also '_'.")
        if not self.weight > 0:
            raise InputError(f"Piece '{self.key}' has the weight {self.weight}; give one above 0.")


def check(pieces: Sequence[Piece]) -> None:
    """Refuse a list in which a key stands twice, a need is not in the list, or pieces wait for one another.

    Raises:
        InputError: which piece, and what is wrong with it.
    """
    needs = {piece.key: set(piece.needs) for piece in pieces}
    if len(needs) < len(pieces):
        keys = [piece.key for piece in pieces]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise InputError(f"Piece '{twice}' is in the list twice; give every piece a key of its own.")
    for key, wanted in needs.items():
        if missing := sorted(wanted - needs.keys()):
            raise InputError(f"Piece '{key}' needs '{missing[0]}', which is not in the list; add that piece.")
    made: set[str] = set()
    while len(made) < len(needs):
        ready = {key for key, wanted in needs.items() if key not in made and wanted <= made}
        if not ready:
            waiting = min(needs.keys() - made)
            raise InputError(f"Piece '{waiting}' waits for pieces that wait for it; let no piece need itself.")
        made |= ready

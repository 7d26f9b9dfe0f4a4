"""Which piece comes next: those whose needs are there, in the order of the list."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Collection, Sequence

from pulposus.errors import RunError
from pulposus.trial.run.piece import Piece

# A piece whose worker dies under it so many times is what kills it.
MOST_LOSSES = 3


class Board:
    """The pieces of a run that are waiting, given out and there; ``there`` are keys that need no making."""

    def __init__(self, pieces: Sequence[Piece], there: Collection[str]) -> None:
        known = set(there)
        self._pieces = [piece for piece in pieces if piece.key not in known]
        self._places = {piece.key: place for place, piece in enumerate(self._pieces)}
        self._needs = [set(piece.needs) - known for piece in self._pieces]
        self._heirs: dict[str, list[int]] = {}
        for place, needs in enumerate(self._needs):
            for need in needs:
                self._heirs.setdefault(need, []).append(place)
        # Places in the list, the first on top; rising, they are a heap.
        self._ready = [place for place, needs in enumerate(self._needs) if not needs]
        self._losses: Counter[str] = Counter()
        self.left = len(self._pieces)

    def take(self) -> Piece | None:
        """The next piece that can be made now; None when all such are given out."""
        return self._pieces[heapq.heappop(self._ready)] if self._ready else None

    def finish(self, piece: Piece) -> None:
        """The piece is kept: those that waited for it alone can be made."""
        self.left -= 1
        for place in self._heirs.pop(piece.key, []):
            self._needs[place].discard(piece.key)
            if not self._needs[place]:
                heapq.heappush(self._ready, place)

    def lose(self, piece: Piece) -> None:
        """Whoever made the piece died: it is given out again.

        Raises:
            RunError: it has killed as many workers as a run can lose to one piece.
        """
        self._losses[piece.key] += 1
        if self._losses[piece.key] >= MOST_LOSSES:
            raise killed(piece)
        heapq.heappush(self._ready, self._places[piece.key])


def killed(piece: Piece) -> RunError:
    """The piece that no worker survives."""
    return RunError(
        f"Piece '{piece.key}' lost its worker {MOST_LOSSES} times, perhaps for want of memory; use fewer processes or "
        "smaller pieces, and run again to go on from the pieces that are kept."
    )

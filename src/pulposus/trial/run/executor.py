"""What the ways to make pieces have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from pulposus.trial.run.board import Board
from pulposus.trial.run.piece import Piece
from pulposus.trial.run.work import Order, Reply

Prepare = Callable[[Piece, Callable[[Any], bytes], bool], Order]
"""The order of a piece: how to pickle its function, and whether its inputs travel as content, not as paths."""
Keep = Callable[[Piece, Reply], None]
"""Write what was made and tell the board."""


class Executor(Protocol):
    """A way to make pieces: `Serial`, `Local` or `Cluster`."""

    def carry_out(self, board: Board, prepare: Prepare, keep: Keep) -> None:
        """Make all pieces of the board, each kept as it comes.

        Raises:
            InputError: a piece says so, or the executor itself cannot be used.
            RunError: a piece failed or no worker survives it; pieces kept before stay kept.
        """

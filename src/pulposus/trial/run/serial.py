"""One piece after the other in this process."""

from __future__ import annotations

import pickle
from dataclasses import dataclass

from pulposus.trial.run.board import Board
from pulposus.trial.run.executor import Keep, Prepare
from pulposus.trial.run.work import told, work


@dataclass(frozen=True)
class Serial:
    """This process alone."""

    def carry_out(self, board: Board, prepare: Prepare, keep: Keep) -> None:
        """See `Executor`."""
        while (piece := board.take()) is not None:
            reply = work(prepare(piece, pickle.dumps, False))
            if reply.sentence:
                raise told(reply)
            keep(piece, reply)

"""Make what is missing of a run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pulposus.progress import Progress, silent
from pulposus.trial.run.board import Board
from pulposus.trial.run.executor import Executor
from pulposus.trial.run.folder import Folder
from pulposus.trial.run.piece import Piece, check
from pulposus.trial.run.serial import Serial
from pulposus.trial.run.surroundings import code, processor, versions
from pulposus.trial.run.work import CODE, Order, Reply


@dataclass(frozen=True)
class Ran:
    """How many pieces were made and how many were there already, and sentences on what was odd."""

    made: int
    found: int
    notes: tuple[str, ...]


def run(pieces: Sequence[Piece], folder: Folder, executor: Executor | None = None, progress: Progress = silent) -> Ran:
    """Make every piece that the folder does not hold whole; the files are the same bytes whatever makes them.

    Args:
        pieces: all pieces of the run, or of a stage of it.
        folder: from `open_folder`.
        executor: `Serial` (the default), `Local` or `Cluster`.
        progress: hears the kind of the last piece and the share of all weights done.

    Raises:
        InputError: the list is wrong, a piece says so, or the executor cannot be used.
        RunError: a piece failed, or what makes pieces was lost; pieces kept before stay kept.
        KeyboardInterrupt: with a sentence on how to go on.
    """
    check(pieces)
    by_key = {piece.key: piece for piece in pieces}
    there = {piece.key for piece in pieces if folder.holds(piece)}
    board = Board(pieces, there)
    total = sum(piece.weight for piece in pieces) or 1.0
    kept = len(there)
    done = sum(by_key[key].weight for key in there)
    notes = list(folder.notes)

    def prepare(piece: Piece, pickled: Callable[[Any], bytes], ship: bool) -> Order:
        sources: dict[str, tuple[str | bytes, ...]] = {}
        for need in piece.needs:
            for kind in by_key[need].kinds:
                place = folder.place(kind, need)
                sources[kind] = (*sources.get(kind, ()), place.read_bytes() if ship else str(place))
        job = pickled((piece.make, piece.args))
        alike = {**versions(), CODE: code()} if ship else versions()
        return Order(piece.key, piece.kinds, job, sources, folder.fingerprint, alike)

    def tell(piece: Piece) -> None:
        progress(f"{piece.kinds[0]}: {kept} of {len(pieces)} pieces", min(done / total, 1.0))

    def keep(piece: Piece, reply: Reply) -> None:
        nonlocal kept, done
        folder.keep(piece, reply.files)
        board.finish(piece)
        kept += 1
        done += piece.weight
        if reply.processor != processor() and _OTHER_PROCESSOR not in notes:
            notes.append(_OTHER_PROCESSOR)
        tell(piece)

    if pieces:
        tell(pieces[0])
    try:
        (executor or Serial()).carry_out(board, prepare, keep)
    except KeyboardInterrupt:
        raise KeyboardInterrupt(
            f"Stopped after {kept} of {len(pieces)} pieces, which are kept in '{folder.path}'; run again to go on."
        ) from None
    return Ran(kept - len(there), len(there), tuple(notes))


_OTHER_PROCESSOR = (
    "Some pieces were made on a processor with other vector instructions than this one, so their last digits may "
    "differ from a run on one machine."
)

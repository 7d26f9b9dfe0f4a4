"""Several processes of this machine, each with one thread and one piece at a time."""

from __future__ import annotations

import pickle
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import connection, get_context, parent_process
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess

from pulposus.errors import InputError
from pulposus.trial.run.board import Board
from pulposus.trial.run.executor import Keep, Prepare
from pulposus.trial.run.piece import Piece
from pulposus.trial.run.surroundings import one_thread_environment
from pulposus.trial.run.work import Order, Reply, told, work

_GRACE_S = 5.0


@dataclass(frozen=True)
class Local:
    """So many processes that start fresh; one that dies is replaced, and its piece made again.

    Raises:
        InputError: a number of processes below 1.
    """

    processes: int

    def __post_init__(self) -> None:
        if self.processes < 1:
            raise InputError(f"The number of processes is {self.processes}; give 1 or more.")

    def carry_out(self, board: Board, prepare: Prepare, keep: Keep) -> None:
        """See `Executor`."""
        idle: list[_Worker] = []
        busy: list[_Worker] = []
        try:
            while board.left:
                while len(busy) < self.processes and (piece := board.take()) is not None:
                    worker = idle.pop() if idle else _Worker()
                    busy.append(worker)
                    worker.give(piece, prepare(piece, pickle.dumps, False))
                for worker in _answering(busy):
                    busy.remove(worker)
                    reply = worker.reply()
                    if reply is None:
                        worker.end()
                        board.lose(worker.piece)
                        continue
                    idle.append(worker)
                    if reply.sentence:
                        raise told(reply)
                    keep(worker.piece, reply)
        finally:
            for worker in (*idle, *busy):
                worker.stop()
            for worker in (*idle, *busy):
                worker.end()


class _Worker:
    """A process with its end of a pipe, and the piece that it was given last."""

    piece: Piece

    def __init__(self) -> None:
        self.pipe, theirs = connection.Pipe()
        self.process: SpawnProcess = get_context("spawn").Process(target=_serve, args=(theirs,), daemon=True)
        with one_thread_environment():
            self.process.start()
        theirs.close()  # so that the pipe ends with the process

    def give(self, piece: Piece, order: Order) -> None:
        self.piece = piece
        with suppress(OSError):  # a process that has died is found out when its answer is read
            self.pipe.send(order)

    def reply(self) -> Reply | None:
        """What it made; None when it died."""
        try:
            found: Reply = self.pipe.recv()
        except (EOFError, OSError, pickle.UnpicklingError):
            return None
        return found

    def stop(self) -> None:
        self.process.terminate()

    def end(self) -> None:
        self.pipe.close()
        self.stop()
        self.process.join(_GRACE_S)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


def _answering(workers: list[_Worker]) -> list[_Worker]:
    """Wait until some have answered or died; a pipe ends with its process."""
    ready = connection.wait([worker.pipe for worker in workers])
    return [worker for worker in workers if worker.pipe in ready]


def _serve(pipe: Connection, make: Callable[[Order], Reply] = work) -> None:
    """Make what comes through the pipe until it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a Ctrl-C goes to all processes of a terminal; the first one decides
    threading.Thread(target=_die_with_parent, daemon=True).start()
    with suppress(EOFError, OSError):
        while True:
            pipe.send(make(pipe.recv()))


def _die_with_parent() -> None:
    """A run that was killed leaves nobody working."""
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        signal.raise_signal(signal.SIGTERM)

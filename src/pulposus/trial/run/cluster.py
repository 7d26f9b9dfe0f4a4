"""A Dask cluster: its workers need this program and no shared disk; tables travel to and from this process.

Start workers with one thread each (``dask worker ADDRESS --nthreads 1``): a piece takes one thread.
"""

from __future__ import annotations

import logging
import re
import time
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

from pulposus.errors import InputError, RunError
from pulposus.trial.run.board import Board, killed
from pulposus.trial.run.executor import Keep, Prepare
from pulposus.trial.run.piece import Piece
from pulposus.trial.run.work import Reply, told, work_there

if TYPE_CHECKING:
    from distributed import Client, Future

_ANSWER_S = 10.0  # how long a scheduler may take to answer
_WORKERS_S = 60.0  # how long a scheduler may be without workers
_LOOK_S = 1.0  # how often to look whether they are still there
_CLOSE_S = 2.0
# Pieces given out for each thread: one in work and one on its way.
_AHEAD = 2
# What Dask connects to: tcp where nothing is said, a name or a number (of version 6 in brackets), and a port.
_ADDRESS = re.compile(r"((tcp|tls|ws|wss|ucx)://)?([^\s:/@\[\]]+|\[[0-9a-fA-F:.%]+\]):(?P<port>\d{1,5})/?")
_MOST_PORT = 65_535
_STEP = (
    "start one with 'dask scheduler', give its address such as tcp://host:8786, or leave it out to use this machine "
    "alone"
)


@dataclass(frozen=True)
class Cluster:
    """The workers of the Dask scheduler at ``address``, such as ``tcp://node7:8786``.

    A piece of a worker that is lost is made again by another; each is made in this program's versions or refused.
    """

    address: str

    def carry_out(self, board: Board, prepare: Prepare, keep: Keep) -> None:
        """See `Executor`; also raises where the scheduler does not answer, has no workers or dies."""
        if not board.left:
            return
        with _quiet(), _client(self.address) as client:
            _Errand(self.address, client, board, prepare, keep).run()


def check_address(address: str) -> None:
    """Refuse what cannot be the address of a scheduler before a client is made of it.

    Dask's client starts its threads before it reads the address; what it leaves of them complains when Python ends.

    Raises:
        InputError: it is no host with a port.
    """
    found = _ADDRESS.fullmatch(address)
    if found is None or not 0 < int(found["port"]) <= _MOST_PORT:
        raise InputError(
            f"No Dask scheduler answers at '{address}', which is no address with a host and a port; {_STEP}."
        )


class _Errand:
    """One list of pieces on its way through a cluster."""

    def __init__(self, address: str, client: Client, board: Board, prepare: Prepare, keep: Keep) -> None:
        self.address, self.client, self.board, self.prepare, self.keep = address, client, board, prepare, keep
        self.out: dict[str, tuple[Piece, Future[Reply]]] = {}
        self.back: SimpleQueue[str] = SimpleQueue()
        self.threads = 0
        self.looked = 0.0
        self.seen = time.monotonic()
        self.kept = 0

    def run(self) -> None:
        while self.board.left:
            self._look()
            while len(self.out) < _AHEAD * self.threads and (piece := self.board.take()) is not None:
                self._give(piece)
            with suppress(Empty):
                self._receive(self.back.get(timeout=_LOOK_S))

    def _look(self) -> None:
        """Ask the scheduler for its workers, now and then."""
        now = time.monotonic()
        if self.client.status != "running":
            raise self._died()
        if now - self.looked < _LOOK_S:
            return
        scheduler: Any = self.client.scheduler
        try:
            found = self.client.sync(scheduler.ncores, workers=None, callback_timeout=_WORKERS_S)
            self.threads = sum(found.values())
        except Exception as error:  # a connection that breaks raises whatever its layer raises
            raise self._died() from error
        self.looked = time.monotonic()
        if self.threads:
            self.seen = self.looked
        elif self.looked - self.seen > _WORKERS_S:
            remedy = f"start some with 'dask worker {self.address} --nthreads 1' and run again"
            if not self.kept:
                raise InputError(f"The Dask scheduler at '{self.address}' has no workers; {remedy}.")
            raise RunError(
                f"The Dask scheduler at '{self.address}' has lost all its workers; {remedy} to go on from the pieces "
                "kept."
            )

    def _give(self, piece: Piece) -> None:
        from distributed.protocol.pickle import dumps

        order = self.prepare(piece, dumps, True)
        name = f"{piece.key}-{uuid.uuid4().hex}"
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", UserWarning)  # it warns of orders above 10 MB
                future = self.client.submit(work_there, order, key=name, pure=False)
        except Exception as error:  # as above
            raise self._died() from error
        self.out[name] = piece, future
        future.add_done_callback(lambda done: self.back.put(done.key))

    def _receive(self, name: str) -> None:
        piece, future = self.out.pop(name)
        if future.status == "finished":
            reply = self._reply(piece, future)
            if reply is None:
                return
            if reply.sentence:
                raise told(reply)
            self.keep(piece, reply)
            self.kept += 1
        elif future.status == "error":
            raise _as_error(piece, future.exception(timeout=_ANSWER_S))
        elif self.client.status != "running":
            raise self._died()
        else:  # whatever cancelled it, perhaps a restart of the workers
            self.board.lose(piece)

    def _reply(self, piece: Piece, future: Future[Reply]) -> Reply | None:
        """The answer; None when it was lost on its way."""
        from distributed import CancelledError

        try:
            found: Reply = future.result(timeout=_WORKERS_S)
        except (CancelledError, OSError, TimeoutError) as error:
            if self.client.status != "running":
                raise self._died() from error
            self.board.lose(piece)
            return None
        return found

    def _died(self) -> RunError:
        return RunError(
            f"The Dask scheduler at '{self.address}' stopped answering after {self.kept} pieces of this run, which are "
            "kept; start a scheduler with workers and run again to go on."
        )


def _as_error(piece: Piece, error: Any) -> InputError | RunError:
    from distributed import KilledWorker

    if isinstance(error, KilledWorker):
        return killed(piece)
    what = " ".join(f"{type(error).__name__}: {error}".split())
    return RunError(
        f"A Dask worker could not take piece '{piece.key}' ({what}); install the same version of this program on all "
        "workers, and run again to go on from the pieces kept."
    )


@contextmanager
def _client(address: str) -> Iterator[Client]:
    try:
        from distributed import Client
    except ImportError:
        raise InputError(
            "A Dask scheduler needs the package 'distributed'; install it with: pip install \"pulposus[cluster]\"."
        ) from None
    check_address(address)
    client = Client.__new__(Client)  # apart from its start, so that one that fails there can be closed
    try:
        Client.__init__(client, address, timeout=_ANSWER_S, set_as_default=False)
    except Exception as error:  # a host of no name, a port that nobody listens to, a layer that is not installed
        _close(client)
        raise InputError(f"No Dask scheduler answers at '{address}'; {_STEP}.") from error
    try:
        yield client
    finally:
        _close(client)


def _close(client: Client) -> None:
    """Close a client, also one that was never whole, so that nothing of it is left to complain when Python ends."""
    with suppress(Exception):  # a dead scheduler cannot be taken leave of
        client.close(timeout=_CLOSE_S)
    client.status = "closed"  # `close` leaves it as it was when it gives up, and is then called once more


@contextmanager
def _quiet() -> Iterator[None]:
    """What goes wrong is said once, in a sentence; Dask's own log stays silent."""
    with suppress(ImportError):
        import distributed  # noqa: F401  (its loggers exist only then)
    names = [name for name in logging.root.manager.loggerDict if name.partition(".")[0] in ("distributed", "tornado")]
    loggers = [logger for name in names if not (logger := logging.getLogger(name)).disabled]
    for logger in loggers:
        logger.disabled = True
    try:
        yield
    finally:
        for logger in loggers:
            logger.disabled = False

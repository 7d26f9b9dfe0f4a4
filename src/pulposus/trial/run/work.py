"""The making of one piece, the same in every process and on every machine: an order goes in, sealed files come out."""

from __future__ import annotations

import pickle
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pulposus.errors import InputError, RunError
from pulposus.trial.run.surroundings import code, differing, one_thread, processor, settle_here, versions

if TYPE_CHECKING:
    import pyarrow


CODE = "code"


@dataclass(frozen=True)
class Order:
    """A piece to be made; ``job`` is its pickled function and arguments, unpickled only where it is made.

    ``inputs`` are the needed files by kind, as paths or, where the disk is not shared, as content. ``versions`` must
    be those of whoever makes it, with the state of the code (`CODE`) where that may be another.
    """

    key: str
    kinds: tuple[str, ...]
    job: bytes
    inputs: Mapping[str, tuple[str | bytes, ...]]
    fingerprint: str
    versions: Mapping[str, str]


@dataclass(frozen=True)
class Reply:
    """Files by kind, or the sentence why there are none; ``wrong_input`` when it is the user's to mend."""

    files: Mapping[str, bytes] = field(default_factory=dict)
    sentence: str = ""
    wrong_input: bool = False
    details: str = ""
    processor: str = ""


def work(order: Order) -> Reply:
    """Make a piece in one thread; it raises nothing, since not every error can travel."""
    here = {**versions(), **({CODE: code()} if CODE in order.versions else {})}
    if (other := differing(order.versions, here)) is not None:
        said = f"The worker that was given piece '{order.key}' has {other}; install the same there and run again."
        return Reply(sentence=said, wrong_input=True)
    try:
        make, args = pickle.loads(order.job)
        given = _inputs(order.inputs)
        with one_thread():
            made = make(*args, inputs=given) if given else make(*args)
        return Reply(files=_files(order, made), processor=processor())
    except InputError as error:
        return Reply(sentence=str(error), wrong_input=True)
    except RunError as error:
        return Reply(sentence=str(error))
    except Exception as error:
        what = " ".join(f"{type(error).__name__}: {error}".split())
        said = f"Piece '{order.key}' failed ({what}); mend its cause, and run again to go on from the pieces kept."
        return Reply(sentence=said, details=traceback.format_exc())


def work_there(order: Order) -> Reply:
    """`work` in a process that others started."""
    settle_here()
    return work(order)


def _inputs(sources: Mapping[str, tuple[str | bytes, ...]]) -> dict[str, pyarrow.Table]:
    import pyarrow as pa

    from pulposus.trial.run.sealed import open_table

    return {
        kind: pa.concat_tables([open_table(source) for source in files]).combine_chunks()
        for kind, files in sources.items()
    }


def _files(order: Order, made: Any) -> dict[str, bytes]:
    from pulposus.trial.run.sealed import Mark, seal

    tables = dict(made) if isinstance(made, Mapping) else {order.kinds[0]: made}
    if set(tables) != set(order.kinds):
        raise RunError(
            f"Piece '{order.key}' made {', '.join(sorted(tables))}, expected {', '.join(sorted(order.kinds))}; name "
            "in 'kinds' what it makes."
        )
    return {kind: seal(tables[kind], Mark(order.key, kind, order.fingerprint)) for kind in order.kinds}


def told(reply: Reply) -> InputError | RunError:
    """What to raise for a piece that was not made; the worker's own traceback is its cause."""
    error = InputError(reply.sentence) if reply.wrong_input else RunError(reply.sentence)
    if reply.details:
        error.__cause__ = RuntimeError(reply.details)
    return error

"""The posterior that ships: draws of what trials inform, so that a forecast samples nothing.

Two small Parquet files. ``controlled`` has one column for each parameter that randomised arms inform, named as the
fact of ``symptoms.yaml`` or ``relief.yaml`` whose prior it replaces, or ``class/<name>/pain``, ``carrier/<name>/pain``
for offsets. ``uncontrolled`` has what studies without a control show beyond that, with the row of ``controlled`` to
which it belongs. Their metadata hold the fingerprint of the evidence, the diagnostics and the versions;
``pulposus evidence fit`` makes them again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from pulposus.errors import InputError, RunError

Float = NDArray[np.float64]
Part = Literal["controlled", "uncontrolled"]
_META = b"pulposus"


@dataclass(frozen=True)
class Posterior:
    """Draws by parameter, each (rows,), and where they come from."""

    draws: Mapping[str, Float]
    meta: Mapping[str, Any]

    @property
    def rows(self) -> int:
        return len(next(iter(self.draws.values())))

    def __contains__(self, name: object) -> bool:
        return name in self.draws

    def taken(self, name: str, rows: NDArray[np.int64]) -> Float:
        """Draws of one parameter at some rows."""
        return self.draws[name][rows]


@cache
def shipped(part: Part) -> Posterior:
    """The posterior of this version of Pulposus.

    Raises:
        RunError: the file is missing.
    """
    with as_file(files("pulposus.symptoms") / "posterior_data" / f"{part}.parquet") as path:
        if not path.is_file():
            raise RunError(f"The {part} posterior is missing from this installation: run `pulposus evidence fit`.")
        return read(path)


_GIVEN: ContextVar[Posterior | None] = ContextVar("given", default=None)


def controlled() -> Posterior:
    """What unknowns are drawn from: the shipped posterior of controlled trials, unless ``using`` gave another."""
    return _GIVEN.get() or shipped("controlled")


@contextmanager
def using(posterior: Posterior) -> Iterator[None]:
    """Within it, unknowns are drawn from another posterior, such as one that has not seen a trial."""
    token = _GIVEN.set(posterior)
    try:
        yield
    finally:
        _GIVEN.reset(token)


def read(path: Path) -> Posterior:
    """A posterior from a file.

    Raises:
        InputError: the file is not one.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path)
        meta = json.loads((table.schema.metadata or {})[_META])
    except (OSError, pa.ArrowInvalid, KeyError, ValueError):
        raise InputError(f"'{path}' is not a posterior: give a file that `pulposus evidence fit` wrote.") from None
    return Posterior({name: table[name].to_numpy().astype(np.float64) for name in table.column_names}, meta)


def write(path: Path, posterior: Posterior) -> None:
    """Write a posterior as a file that ``read`` reads."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    # Single precision holds more digits than a chain knows, in half the room.
    columns = {name: draws.astype(np.float32) for name, draws in posterior.draws.items()}
    said = {_META: json.dumps(dict(posterior.meta), sort_keys=True).encode()}
    table = pa.table(columns).replace_schema_metadata(said)
    pq.write_table(table, path, compression="zstd", use_dictionary=False, use_byte_stream_split=True)

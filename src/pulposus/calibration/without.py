"""Posteriors of controlled trials that were left out: what was known before each of them, for running it again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pulposus.errors import InputError, RunError
from pulposus.symptoms.posterior import Posterior

Float = NDArray[np.float64]
_META = b"pulposus"


def write(path: Path, posteriors: Mapping[str, Mapping[str, Float]], meta: Mapping[str, Any]) -> None:
    """Write the posteriors, by the study that each has not seen, as one file that ``read`` reads."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    names = list(next(iter(posteriors.values())))
    rows = [len(next(iter(one.values()))) for one in posteriors.values()]
    columns: dict[str, Any] = {"study": np.repeat(list(posteriors), rows)}
    for name in names:
        columns[name] = np.concatenate([one[name] for one in posteriors.values()]).astype(np.float32)
    said = {_META: json.dumps(dict(meta), sort_keys=True).encode()}
    pq.write_table(pa.table(columns).replace_schema_metadata(said), path, compression="zstd")


def read(path: Path) -> dict[str, Posterior]:
    """Posteriors by left-out study, from a file of ``write``."""
    import pyarrow.parquet as pq

    table = pq.read_table(path)
    meta = json.loads(table.schema.metadata[_META])
    studies = np.array(table["study"].to_pylist())
    columns = {name: table[name].to_numpy().astype(np.float64) for name in table.column_names if name != "study"}
    return {
        study: Posterior({name: column[studies == study] for name, column in columns.items()}, meta)
        for study in dict.fromkeys(studies.tolist())
    }


@cache
def shipped() -> dict[str, Posterior]:
    """Posteriors of this version, by the controlled trial that each has not seen.

    Raises:
        RunError: the file is missing.
    """
    with as_file(files("pulposus.calibration") / "without.parquet") as path:
        if not path.is_file():
            raise RunError("The posteriors without each trial are missing: run `pulposus evidence fit --leave-out`.")
        return read(path)


def posterior_without(study: str) -> Posterior:
    """What all other controlled trials say.

    Raises:
        InputError: the study is not a controlled trial of the calibration.
    """
    found = shipped().get(study)
    if found is None:
        raise InputError(f"'{study}' is no controlled trial of the calibration; give one of {', '.join(shipped())}.")
    return found

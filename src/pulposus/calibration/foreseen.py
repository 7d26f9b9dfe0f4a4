"""One number of a study beside its forecast, and the file of forecasts of studies that were left out.

Reading them needs no sampler: this module is what reports and checks import.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pulposus.errors import RunError
from pulposus.numerics import settings
from pulposus.numerics.settings import FORESEE_BAND

Float = NDArray[np.float64]
_META = b"pulposus"


@dataclass(frozen=True)
class Foreseen:
    """One printed number beside what was forecast: change from baseline in points, or a share of people.

    ``draws`` (n,) hold the model's unknowns, the trial's deviation and the luck of whom the arm enrolled.
    """

    study: str
    arm: str
    month: float
    measure: str
    statistic: str
    published: float
    draws: Float
    controlled: bool

    @property
    def median(self) -> float:
        return float(np.median(self.draws))

    @property
    def band(self) -> tuple[float, float]:
        """Ends of the central 90 %."""
        low, high = np.quantile(self.draws, FORESEE_BAND)
        return float(low), float(high)

    @property
    def quantile(self) -> float:
        """Where the published value falls among the draws, 0 to 1; a tie counts half."""
        return float(np.mean(self.draws < self.published) + np.mean(self.draws == self.published) / 2)


def write(path: Path, found: list[Foreseen], meta: dict[str, Any]) -> None:
    """Write forecasts of left-out studies as a file that ``shipped`` reads."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    fields = ("study", "arm", "month", "measure", "statistic", "published", "controlled")
    columns: dict[str, Any] = {name: [getattr(one, name) for one in found] for name in fields}
    kept = min(settings.FIT_LEFT_OUT_KEPT, *(len(one.draws) for one in found))
    thin = [one.draws[np.linspace(0, len(one.draws) - 1, kept).astype(int)].astype(np.float32) for one in found]
    columns["draws"] = pa.array(thin, type=pa.list_(pa.float32()))
    table = pa.table(columns).replace_schema_metadata({_META: json.dumps(meta, sort_keys=True).encode()})
    pq.write_table(table, path, compression="zstd")


@cache
def shipped() -> tuple[tuple[Foreseen, ...], dict[str, Any]]:
    """Forecasts of left-out studies of this version, and what the file says of itself.

    Raises:
        RunError: the file is missing.
    """
    with as_file(files("pulposus.calibration") / "left_out.parquet") as path:
        if not path.is_file():
            raise RunError("The forecasts of left-out studies are missing: run `pulposus evidence fit --leave-out`.")
        return read(path)


def read(path: Path) -> tuple[tuple[Foreseen, ...], dict[str, Any]]:
    """Forecasts from a file of ``write``."""
    import pyarrow.parquet as pq

    table = pq.read_table(path)
    meta = json.loads(table.schema.metadata[_META])
    rows = table.to_pylist()
    return tuple(Foreseen(**{**row, "draws": np.array(row["draws"], dtype=float)}) for row in rows), meta

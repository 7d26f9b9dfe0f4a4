"""forecast.parquet: one row per disc, treatment, month and draw."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from pulposus.forecasting.result import DISC_OUTCOMES, READ_OUTCOMES, SYMPTOM_OUTCOMES, Forecast

if TYPE_CHECKING:
    import pyarrow


def to_table(forecast: Forecast) -> pyarrow.Table:
    """The draws as an Arrow table, sorted by disc, treatment, month and draw.

    Symptom columns belong to the patient and stand the same on each of the patient's discs.
    """
    import pyarrow as pa

    months = len(forecast.months)
    rows = forecast.draws * months
    month = np.repeat(forecast.months, forecast.draws)
    draw = np.tile(np.arange(forecast.draws, dtype=np.int32), months)
    parts = []
    for level in forecast.levels:
        for treatment in forecast.treatments:
            columns = {
                "disc": pa.array([level] * rows).dictionary_encode(),
                "treatment": pa.array([treatment.key] * rows).dictionary_encode(),
                "month": month,
                "draw": draw,
            }
            columns |= {name: treatment.discs[level][name].T.reshape(-1) for name in (*DISC_OUTCOMES, *READ_OUTCOMES)}
            columns |= {name: treatment.symptoms[name].T.reshape(-1) for name in SYMPTOM_OUTCOMES}
            parts.append(pa.table(columns))
    return pa.concat_tables(parts).unify_dictionaries()


def write_parquet(forecast: Forecast, path: Path) -> None:
    """Write the draws; the same forecast gives the same bytes."""
    import pyarrow.parquet as pq

    pq.write_table(to_table(forecast), path, compression="zstd")

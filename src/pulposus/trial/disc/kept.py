"""An emulator as a table and back: its arrays by name with their shapes, nothing that a reader has to trust."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import TYPE_CHECKING

import numpy as np

from pulposus.errors import RunError
from pulposus.treatment import Treatment
from pulposus.trial.disc.actions import arm_actions
from pulposus.trial.disc.emulator import Emulator
from pulposus.trial.disc.ridge import Ridge

if TYPE_CHECKING:
    import pyarrow

_ARRAYS = tuple(item.name for item in fields(Ridge))


def to_table(emulator: Emulator) -> pyarrow.Table:
    """A row per array: ``name``, ``shape``, ``values`` (row by row) and, for names and arms, ``words``."""
    import pyarrow as pa

    numbers = {name: np.asarray(getattr(emulator.correction, name)) for name in _ARRAYS} | {
        "places": emulator.places,
        "visits_months": np.array(emulator.visits_months),
        "failed": np.array([float(emulator.failed)]),
    }
    words = {"features": list(emulator.features), "arms": list(emulator.arms), "actions": _said(emulator.arms)}
    names = [*numbers, *words]
    return pa.table(
        {
            "name": names,
            "shape": pa.array([list(numbers[k].shape) if k in numbers else [] for k in names], pa.list_(pa.int64())),
            "values": pa.array([numbers[k].ravel() if k in numbers else [] for k in names], pa.list_(pa.float64())),
            "words": pa.array([words.get(k, []) for k in names], pa.list_(pa.string())),
        }
    )


def from_table(table: pyarrow.Table, arms: Mapping[str, Treatment]) -> Emulator:
    """The emulator of a table, for the arms that it was trained for.

    Raises:
        RunError: it was trained for other arms.
    """
    rows = {row["name"]: row for row in table.to_pylist()}
    if rows["arms"]["words"] != list(arms) or rows["actions"]["words"] != _said(arms):
        raise RunError(
            f"The emulator was trained for the arms {', '.join(rows['arms']['words'])} as they then were; train it for "
            "this design."
        )
    array = {name: np.array(row["values"]).reshape(row["shape"]) for name, row in rows.items() if row["shape"]}
    return Emulator(
        arms=dict(arms),
        visits_months=tuple(array["visits_months"].tolist()),
        features=tuple(rows["features"]["words"]),
        correction=Ridge(**{name: array[name] for name in _ARRAYS}),
        places=array["places"],
        failed=int(array["failed"][0]),
    )


def _said(arms: Mapping[str, Treatment]) -> list[str]:
    """Every arm's actions in full, doses and volumes included."""
    return [repr(actions) for actions in arm_actions(arms).values()]

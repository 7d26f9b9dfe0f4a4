"""People from whom trials enrol: columns, scores and responses of their discs, as arrays and as tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from pulposus.disc.plausible import worst_grade
from pulposus.symptoms.patient import ManyPatients
from pulposus.trial.disc.traits import DiscTraits
from pulposus.trial.people.columns import COLUMNS
from pulposus.trial.people.population import Population

if TYPE_CHECKING:
    import pyarrow as pa

Float = NDArray[np.float64]
Int = NDArray[np.int64]
OUTPUTS = ("ratio", "severity_change", "log_height_ratio", "log_T2_ratio")
"""What is kept of a disc's response, each (n, visits) for every arm."""


def patients_of(people: Population) -> ManyPatients:
    """What the symptom model needs of people."""

    def flag(found: NDArray[Any]) -> Float:
        return found.astype(np.float64)

    return ManyPatients(
        scores=np.stack([people.pain_0_100, people.odi_0_100], axis=1),
        duration_months=people.duration_months,
        age_y=people.age_y,
        female=flag(people.female),
        bmi_kg_m2=people.bmi_kg_m2,
        smoker=flag(people.smoker),
        diabetes=flag(people.diabetes),
        heavy_work=flag(people.heavy_work),
        low_mood=flag(people.low_mood),
        root_compression=flag(people.radiculopathy),
        modic=people.modic,
    )


def traits_of(people: Population) -> DiscTraits:
    """What the disc model needs of people; the true grade is the degeneration behind what was read."""
    return DiscTraits(
        level=people.level,
        female=people.female,
        age_y=people.age_y,
        grade=np.clip(np.rint(people.severity), 1, worst_grade()).astype(np.int64),
        height_mm=people.middle_height_mm,
        modic=(people.modic > 0).astype(np.float64),
        dallas=people.annular_tear_dallas.astype(np.float64),
        severity=people.severity,
    )


def people_table(people: Population, extra: Mapping[str, NDArray[Any]]) -> pa.Table:
    """People as a table, with further columns."""
    columns = {"person": people.id} | {one.name: getattr(people, one.name) for one in COLUMNS} | dict(extra)
    return table_of(columns)


def table_of(columns: Mapping[str, NDArray[Any]]) -> pa.Table:
    """A table of arrays; text goes in as a list, which Arrow takes."""
    import pyarrow as pa

    return pa.table({name: x.tolist() if x.dtype.kind == "U" else x for name, x in columns.items()})


def people_of_table(table: pa.Table) -> Population:
    """The people of ``people_table``."""
    columns = {one.name: np.array(table[one.name].to_pylist()) for one in COLUMNS if one.kind == "choice"}
    columns |= {one.name: table[one.name].to_numpy() for one in COLUMNS if one.kind != "choice"}
    return Population(id=table["person"].to_numpy(), **columns)


def responses_table(person: Int, responses: Mapping[str, Mapping[str, Float]]) -> pa.Table:
    """Responses of discs by arm and output, each (n, visits), one row for each person and arm."""
    import pyarrow as pa

    parts = []
    for arm, outputs in responses.items():
        columns: dict[str, Any] = {"person": person, "arm": pa.array([arm] * len(person), pa.string())}
        for name in OUTPUTS:
            flat = pa.array(np.ascontiguousarray(outputs[name]).ravel())
            columns[name] = pa.FixedSizeListArray.from_arrays(flat, outputs[name].shape[1])
        parts.append(pa.table(columns))
    return pa.concat_tables(parts)


def responses_of_table(table: pa.Table) -> dict[str, dict[str, Float]]:
    """The responses of ``responses_table``, people in its order."""
    arms = table["arm"].to_numpy()
    arrays = {name: _matrix(table[name]) for name in OUTPUTS}
    return {arm: {name: array[arms == arm] for name, array in arrays.items()} for arm in dict.fromkeys(arms.tolist())}


def _matrix(column: Any) -> Float:
    flat = np.concatenate([chunk.flatten().to_numpy() for chunk in column.chunks])
    return np.asarray(flat.reshape(len(column), -1))


@dataclass(frozen=True)
class Pool:
    """Eligible people, and the responses of their discs by arm and output."""

    people: Population
    responses: Mapping[str, Mapping[str, Float]]

    def __len__(self) -> int:
        return len(self.people)

    def take(self, rows: Int) -> Pool:
        """People at some places, who may come more than once."""
        some = {arm: {name: x[rows] for name, x in outputs.items()} for arm, outputs in self.responses.items()}
        return Pool(self.people.take(rows), some)

    @classmethod
    def of_tables(cls, people: pa.Table, responses: pa.Table, *, eligible: bool = True) -> Pool:
        """From the tables of pieces; of eligible people only, unless all are asked for."""
        everybody = people_of_table(people)
        by_person = _in_order(responses_of_table(responses), responses, everybody.id)
        pool = cls(everybody, by_person)
        return pool.take(np.flatnonzero(people["failed"].to_numpy() == 0)) if eligible else pool


def _in_order(found: Mapping[str, Mapping[str, Float]], table: pa.Table, person: Int) -> dict[str, dict[str, Float]]:
    """Rows in the order of ``person``: pieces stand one below the other in both tables, but arms in pieces."""
    arms, ids = table["arm"].to_numpy(), table["person"].to_numpy()
    ordered = {}
    for arm, outputs in found.items():
        own = ids[arms == arm]
        place = np.argsort(own)[np.searchsorted(np.sort(own), person)]
        ordered[arm] = {name: x[place] for name, x in outputs.items()}
    return ordered

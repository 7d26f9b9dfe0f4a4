"""One piece of discs solved in full: settled, and followed through every action, as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pulposus.course.action import DiscAction
from pulposus.course.follow import follow
from pulposus.course.start import settle
from pulposus.errors import RunError
from pulposus.trial.disc.traits import DiscTraits
from pulposus.trial.disc.worlds import draw_worlds

if TYPE_CHECKING:
    import pyarrow

Float = NDArray[np.float64]
TRAITS = tuple(item.name for item in fields(DiscTraits) if item.name not in ("dallas", "severity"))
OUTCOMES = ("height_mm", "water_fraction", "native_cells_1e6_mL", "injected_cells_1e6", "live_fraction")
"""Columns beside ``pain_driver``; units are in their names, the driver and both fractions are ratios."""


def full_courses(
    traits: DiscTraits, actions: tuple[DiscAction, ...], visits_months: tuple[float, ...], seed: int
) -> pyarrow.Table:
    """Solve every disc under every action; all actions start from the same settled discs.

    The table has a row per disc, action and visit, in that order: ``piece`` (the seed), ``disc``, its traits,
    ``action`` (its place in ``actions``) and ``what`` it is, ``month``, ``pain_driver``, ``OUTCOMES`` and
    ``converged``. Discs that do not converge keep their rows, so that whoever reads the table counts them. Tears are
    drawn from the grade, whatever ``traits`` knows of them.
    """
    import pyarrow as pa

    start = settle(draw_worlds(traits, seed))
    courses = [follow(start, action, visits_months) for action in actions]
    n, visits = len(traits), len(visits_months)
    shape = (n, len(actions), visits)

    def by_disc(values: NDArray[np.generic]) -> NDArray[np.generic]:
        return np.broadcast_to(values[:, None, None], shape).reshape(-1)

    def of_courses(each: Sequence[NDArray[np.generic]]) -> NDArray[np.generic]:
        return np.stack([np.broadcast_to(one, (n, visits)) for one in each], axis=1).reshape(-1)

    number = np.broadcast_to(np.arange(len(actions))[:, None], shape).reshape(-1)
    columns: dict[str, NDArray[np.generic]] = {
        "piece": np.full(number.shape, seed, dtype=np.int64),
        "disc": by_disc(np.arange(n)),
        **{name: by_disc(getattr(traits, name)) for name in TRAITS},
        "action": number,
        "what": np.array([action.words for action in actions])[number],
        "month": np.broadcast_to(np.array(visits_months), shape).reshape(-1),
        "pain_driver": of_courses([course.pain_driver for course in courses]),
        **{name: of_courses([course.outcomes[name] for course in courses]) for name in OUTCOMES},
        "converged": of_courses([course.converged[:, None] for course in courses]),
    }
    return pa.table({name: pa.array(values) for name, values in columns.items()})


@dataclass(frozen=True)
class Solved:
    """Discs solved in full, those that failed among them."""

    pieces: tuple[tuple[int, DiscTraits], ...]
    """Seed and discs of each piece, in the order of the arrays."""
    visits_months: tuple[float, ...]
    outcomes: dict[str, Float]
    """``pain_driver`` and every one of ``OUTCOMES``, (actions, n, visits)."""
    converged: NDArray[np.bool_]
    """Discs that converged under every action, (n,)."""


def read(table: pyarrow.Table, actions: tuple[DiscAction, ...]) -> Solved:
    """Read the tables of ``full_courses``, one below the other.

    Raises:
        RunError: the discs were solved for other actions, or two pieces have one seed.
    """
    found = {name: table.column(name).to_numpy() for name in table.column_names}
    said = tuple(dict.fromkeys(found["what"].tolist()))
    if said != tuple(dict.fromkeys(action.words for action in actions)) or np.max(found["action"]) + 1 != len(actions):
        raise RunError(f"The discs were solved for other actions ({', '.join(said)}); solve them for this design.")
    months = np.unique(found["month"])
    by_disc = {name: values.reshape(-1, len(actions), len(months)) for name, values in found.items()}
    one = {name: by_disc[name][:, 0, 0] for name in ("piece", "disc", *TRAITS)} | {
        "level": by_disc["level"][:, 0, 0].astype(str)
    }

    def traits(seed: int) -> DiscTraits:
        rows = one["piece"] == seed
        if len(np.unique(one["disc"][rows])) < np.sum(rows):
            raise RunError(f"Two pieces of discs have the seed {seed}; give every piece its own.")
        return DiscTraits(**{name: one[name][rows] for name in TRAITS}, dallas=np.full(np.sum(rows), np.nan))

    return Solved(
        pieces=tuple((seed, traits(seed)) for seed in dict.fromkeys(one["piece"].tolist())),
        visits_months=tuple(months.tolist()),
        outcomes={name: np.moveaxis(by_disc[name], 1, 0) for name in ("pain_driver", *OUTCOMES)},
        converged=np.all(by_disc["converged"], axis=(1, 2)),
    )

"""What drives the forecast: a global ranking by groups of unknowns (Sobol's indices).

With A and B two independent samples of all unknowns and AB_i the sample A with group i taken from B, Jansen's
estimators are (Saltelli 2010, doi:10.1016/j.cpc.2009.09.018)

    first_i = 1 - mean((f(B) - f(AB_i))^2) / (2 var)        what the group does by itself
    total_i =     mean((f(A) - f(AB_i))^2) / (2 var)        what it does by itself and with the others

with 2 var = mean((f(A) - f(B))^2).

Unknowns are drawn in named streams, so a group is drawn anew by moving the seeds of its streams and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pulposus.course.action import disc_action
from pulposus.course.follow import follow
from pulposus.course.start import settle
from pulposus.forecasting.case import Case
from pulposus.forecasting.discs import CaseDisc
from pulposus.forecasting.one_disc import one_disc, world_of
from pulposus.library.sample import reseeded
from pulposus.numerics import settings
from pulposus.progress import Progress, silent
from pulposus.symptoms import SymptomPatient, draw_unknowns, simulate
from pulposus.treatment import load

Float = NDArray[np.float64]
TREATMENT, CONTROL = "bm_msc", "saline"
_DEATH = ("death_", "critical_", "acid_")
_FATE = (
    "msc_half",
    "msc_growth",
    "msc_differentiation",
    "msc_differentiated_half",
    "msc_inflammation",
    "cell_capacity",
)
_EFFECT = (
    "msc_damping",
    "msc_differentiated_damping",
    "msc_licensing",
    "msc_synthesis",
    "msc_differentiated_synthesis",
)
_NERVES = ("innervation", "nerve", "pain_driver")
_CATABOLIC = ("catabolic", "puncture_catabolic", "overload", "damage_", "senescen")
_TRIAL = ("sham", "saline", "trial", "response")

Chosen = Callable[[str, str], bool]


def _transport(name: str) -> str:
    if name.startswith(_DEATH):
        return "when cells die of hunger and acid"
    if name.startswith("msc_"):
        return "how much injected cells eat"
    if name.startswith(("native_", "degenerate_", "glucose_limiter", "oxygen_porosity")):
        return "how much the disc's own cells eat"
    return "supply and diffusion"


def _biology(name: str) -> str:
    if name.startswith(_FATE) or name in ("anabolic_survival", "anabolic_differentiation"):
        return "how long injected cells live"
    if name.startswith(_EFFECT):
        return "what injected cells do"
    if name.startswith(_NERVES):
        return "nerves, and what hurts"
    if name.startswith(_CATABOLIC) and "synthesis" not in name and "removal" not in name:
        return "what keeps the disc inflamed"
    return "matrix and wear"


def _symptoms(name: str) -> str:
    bare = name.removeprefix("pain_").removeprefix("odi_")
    if bare.startswith("effect"):
        return "how much a quieter disc helps"
    if bare.startswith(_TRIAL):
        return "response to being treated"
    return "natural course and the person"


def group_of(topic: str, name: str) -> str:
    """The group of unknowns to which a stream belongs."""
    match topic:
        case "transport":
            return _transport(name)
        case "biology":
            return _biology(name)
        case "symptoms" | "modifiers" | "relief":
            return _symptoms(name)
        case "harvest":
            return "what is in the syringe"
        case "injection" | "carriers" | "treatment":
            return "what stays in the disc"
        case _:
            return "size, tissue and load of the disc"


def _belongs(group: str, topic: str, name: str) -> bool:
    return group_of(topic, name) == group


GROUPS = (
    "supply and diffusion",
    "how much the disc's own cells eat",
    "how much injected cells eat",
    "when cells die of hunger and acid",
    "size, tissue and load of the disc",
    "what is in the syringe",
    "what stays in the disc",
    "how long injected cells live",
    "what injected cells do",
    "what keeps the disc inflamed",
    "matrix and wear",
    "nerves, and what hurts",
    "how much a quieter disc helps",
    "response to being treated",
    "natural course and the person",
)
OUTPUTS = {
    "living_1e6": "injected cells alive",
    "inflammation": "inflammation beside saline",
    "pain_beyond_saline": "pain beyond saline",
    "pain": "pain",
}


@dataclass(frozen=True)
class Sensitivity:
    """Sobol's indices of each output by group, (groups,), with the standard error that the draws leave."""

    month: float
    draws: int
    groups: tuple[str, ...]
    first: dict[str, Float]
    first_error: dict[str, Float]
    total: dict[str, Float]
    total_error: dict[str, Float]


def outputs(case: Case, disc: CaseDisc, draws: int, seed: int, month: float) -> dict[str, Float]:
    """The outputs of cells in saline at a month, (draws,) each."""
    world = world_of(case, disc, draws, seed)
    start = settle(world)
    cells, control = (follow(start, disc_action(load(key)), (0.0, month)) for key in (TREATMENT, CONTROL))
    good = cells.converged & control.converged
    signal = np.where(good[:, None], 1 - cells.pain_driver / control.pain_driver, 0.0)
    person = case.patient
    symptoms = (
        simulate(
            SymptomPatient(person.pain_0_100, person.odi_0_100, person.duration_months),
            np.array([0.0, month]),
            draws,
            seed,
            {key: load(key).context for key in (TREATMENT, CONTROL)},
            {TREATMENT: signal},
            unknowns=draw_unknowns(draws, seed),
        )
        .treatments[TREATMENT]
        .outcomes
    )
    found = {
        "living_1e6": cells.outcomes["injected_cells_1e6"][:, -1],
        "inflammation": cells.outcomes["catabolic_index"][:, -1] / control.outcomes["catabolic_index"][:, -1],
        "pain_beyond_saline": symptoms["pain_mechanism"][:, -1],
        "pain": symptoms["pain_0_100"][:, -1],
    }
    return {name: np.where(good, values, np.nan) for name, values in found.items()}


def indices(a: Float, b: Float, mixed: Float) -> tuple[float, float, float, float]:
    """First and total index with their standard errors from f(A), f(B) and f(AB_i), each (draws,).

    Draws that failed in any of the three are left out.
    """
    keep = np.isfinite(a) & np.isfinite(b) & np.isfinite(mixed)
    a, b, mixed = a[keep], b[keep], mixed[keep]
    spread = np.mean((a - b) ** 2)  # twice the variance; from the same draws, so that a group without effect gives 0
    alone, together = (b - mixed) ** 2 / spread, (a - mixed) ** 2 / spread
    root = np.sqrt(len(a))
    return 1 - float(alone.mean()), float(alone.std() / root), float(together.mean()), float(together.std() / root)


def sensitivity(
    case: Case,
    *,
    draws: int = 256,
    seed: int = 0,
    month: float = 12.0,
    folder: Path | None = None,
    progress: Progress = silent,
) -> Sensitivity:
    """Rank the groups of unknowns. Every sample is kept in ``folder``, so that a stopped run goes on where it was."""
    disc = one_disc(case, None)
    samples: dict[str, dict[str, Float]] = {}
    chosen: dict[str, Chosen] = {"A": lambda *_: False, "B": lambda *_: True}
    chosen |= {group: partial(_belongs, group) for group in GROUPS}
    for k, (name, which) in enumerate(chosen.items()):
        progress(f"sample {k + 1} of {len(chosen)}: {name}", k / len(chosen))
        piece = None if folder is None else folder / f"sample_{k:02d}.npz"
        if piece is not None and piece.exists():
            with np.load(piece) as kept:
                samples[name] = {key: kept[key] for key in OUTPUTS}
            continue
        with reseeded(which, settings.SENSITIVITY_SEED_OFFSET):
            samples[name] = outputs(case, disc, draws, seed, month)
        if piece is not None:
            part = piece.with_suffix(".part.npz")
            np.savez(part, allow_pickle=False, **samples[name])
            part.replace(piece)
    progress("done", 1.0)
    table = {
        output: np.array([indices(samples["A"][output], samples["B"][output], samples[g][output]) for g in GROUPS])
        for output in OUTPUTS
    }
    parts = [{output: values[:, k] for output, values in table.items()} for k in range(4)]
    return Sensitivity(month, draws, GROUPS, parts[0], parts[1], parts[2], parts[3])

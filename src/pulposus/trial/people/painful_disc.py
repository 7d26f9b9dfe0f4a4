"""The painful disc of each person: severity by age, grades as read, height, T2, Modic change, tear and herniation.

One severity lies behind everything. Both gradings are read from it by the same reader with the same luck; grades are
never turned into each other (``pulposus.evidence.grades``).
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pulposus.course.reading.kappa import error_sd, kappa_of, reread
from pulposus.course.reading.prior import severity_by_age
from pulposus.course.reading.scale import TOPIC as READING
from pulposus.course.reading.scale import modified_pfirrmann, pfirrmann
from pulposus.course.reading.t2 import held_T2
from pulposus.disc.plausible import clip_size
from pulposus.levels import LUMBAR_DISCS
from pulposus.library import facts, value
from pulposus.library.sample import quantile
from pulposus.trial.people.columns import HERNIATIONS
from pulposus.trial.people.correlation import TOPIC
from pulposus.trial.people.marginals import choice, least
from pulposus.trial.people.streams import normals, uniforms
from pulposus.units import SCORE_CEILING

Float = NDArray[np.float64]
REACH_SD = 6.0
NODES = 241
PROTRUDED = HERNIATIONS.index("protrusion")
LARGEST_ERROR = 5.0  # grades; an error of this size leaves no agreement


def severity_mean(age_y: Float) -> Float:
    """Mean severity of painful discs at each age (n,): worse than the lumbar discs of that age."""
    whole = np.arange(np.floor(age_y.min()), np.ceil(age_y.max()) + 1)
    of_age = np.array([severity_by_age(year)[0] for year in whole])
    return np.interp(age_y, whole, of_age) + value(TOPIC, "painful_disc_shift")


def severity_sd() -> float:
    """SD of severity among painful discs of one age."""
    return value(TOPIC, "painful_disc_sd")


def held(severity: Float) -> Float:
    """Severity within half a grade of the scale's ends."""
    return np.clip(severity, 1 / 2, pfirrmann().highest + 1 / 2)


def on_modified(severity: Float) -> Float:
    """Severity laid over the eight modified grades: ends on ends, straight between."""
    low, high = value(TOPIC, "modified_lowest"), value(TOPIC, "modified_highest")
    return np.asarray(low + (high - low) * (severity - 1) / (pfirrmann().highest - 1))


def reading_sd() -> float:
    """Error of one Pfirrmann reading, grades of five."""
    return error_sd(value(READING, "grade_kappa_any_readers"), pfirrmann())


@cache
def modified_reading_sd() -> float:
    """Error of one modified reading, grades of eight: two readers of these discs agree as the library says."""
    from scipy.optimize import brentq

    x = np.linspace(-REACH_SD, REACH_SD, NODES)
    bell = np.exp(-(x**2) / 2)
    discs = on_modified(severity_mean(np.array([facts(TOPIC)["age_y"].value])) + severity_sd() * x)
    wanted = value(READING, "modified_grade_kappa")

    def miss(error: float) -> float:
        return kappa_of(reread(discs, bell / bell.sum(), error, modified_pfirrmann())) - wanted

    return float(brentq(miss, 1 / NODES, LARGEST_ERROR))


def painful_disc(
    z: dict[str, Float], age_y: Float, female: NDArray[np.bool_], seed: int, first: int
) -> dict[str, NDArray[Any]]:
    """Columns about the disc from the scores of severity and Modic change, age (n,) and sex (n,)."""
    n = len(age_y)
    severity = held(severity_mean(age_y) + severity_sd() * z["severity"])
    luck = normals("grade_reading", n, seed, first)
    place = choice(uniforms("level", n, seed, first), _shares("level_share_", LUMBAR_DISCS))
    grades = np.array([value("injection", f"dallas_at_grade_{grade}") for grade in (1, pfirrmann().highest)])
    tear = np.interp(severity, [1, pfirrmann().highest], grades)
    tear += float(facts("injection")["dallas_spread"].spread or 0) * normals("tear", n, seed, first)  # type: ignore[arg-type]
    herniated = choice(uniforms("herniation", n, seed, first), _shares("herniation_share_", HERNIATIONS))
    return {
        "level": np.array(LUMBAR_DISCS)[place],
        "severity": severity,
        "pfirrmann": pfirrmann().read(severity + reading_sd() * luck).astype(np.int64),
        "modified_pfirrmann": modified_pfirrmann()
        .read(on_modified(severity) + modified_reading_sd() * luck)
        .astype(np.int64),
        **_height(severity, place, female, seed, first),
        "T2_ms": held_T2(severity) * np.exp(value(READING, "t2_log_sd_same_reader") * normals("T2", n, seed, first)),
        "modic": _modic(z["modic"], seed, first),
        "annular_tear_dallas": np.clip(np.rint(tear), 0, value(TOPIC, "full_thickness_from_dallas")).astype(np.int64),
        "herniation": np.array(HERNIATIONS)[herniated],
        "protrusion_mm": np.where(herniated >= PROTRUDED, protrusion(n, seed, first), 0.0),
    }


def protrusion(n: int, seed: int, first: int = 0) -> Float:
    """Size of a protrusion in mm where there is one, (n,)."""
    return quantile(facts(TOPIC)["protrusion_mm"], uniforms("protrusion", n, seed, first))


def _height(
    severity: Float, place: NDArray[np.int64], female: NDArray[np.bool_], seed: int, first: int
) -> dict[str, Float]:
    """Middle height by level and sex, and what is left of it: only a collapsed disc is lower (``disc.shape``)."""
    n = len(severity)

    def pick(name: str) -> Float:
        return quantile(facts("geometry")[name], uniforms(name, n, seed, first))

    normal = np.choose(place, [pick(f"middle_height_mm_{level}") for level in LUMBAR_DISCS])
    normal = normal * np.where(female, pick("sex_size_F"), pick("sex_size_M"))
    kept = np.where(pfirrmann().read(severity) == pfirrmann().highest, pick("grade5_height_share"), 1.0)
    return {
        "middle_height_mm": clip_size("middle_height_mm", normal * kept),
        "height_kept_percent": SCORE_CEILING * kept,
    }


def _modic(z: Float, seed: int, first: int) -> NDArray[np.int64]:
    """Modic type, 0 for none; which type does not depend on anything else."""
    people = np.array([value(TOPIC, f"modic_type_{kind}_people") for kind in (1, 2, 3)])
    kind = 1 + choice(uniforms("modic_type", len(z), seed, first), people / people.sum())
    return np.where(z > least(value(TOPIC, "modic_share")), kind, 0)


def _shares(stem: str, names: tuple[str, ...]) -> Float:
    shares = np.array([value(TOPIC, stem + name) for name in names])
    return np.asarray(shares / shares.sum())

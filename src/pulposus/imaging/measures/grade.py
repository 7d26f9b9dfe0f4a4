"""Pfirrmann grades of the discs of one image as probabilities, from their signals and heights.

Pfirrmann's criteria are the signal of the nucleus, its distinction from the annulus, and the height. A grade has a
published T2 of nucleus and annulus; a T2-weighted image turns them into

    nucleus / fluid = scale * exp(-TE / T2_nucleus)
    nucleus / annulus = scale' * exp(TE / T2_annulus - TE / T2_nucleus).

Echo time TE, both scales (proton density, T1) and the bias of T2 between protocols are unknown but the same for all
discs of one image: their distribution is learnt from all its lumbar discs together, and integrated out for each.
Signal does not tell IV from V; height tells V from the rest (Salamat 2016, doi:10.1186/s40064-016-2542-5).
Nothing here was fitted to images with gradings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from pulposus.library import facts
from pulposus.library.schema import Fact
from pulposus.numerics import settings

GRADES = (1, 2, 3, 4, 5)
Probabilities = tuple[float, float, float, float, float]


@dataclass(frozen=True)
class Evidence:
    """What is known of one disc: nucleus over fluid, nucleus over annulus (None where unresolved), mean height."""

    level: str
    ratio: float
    contrast: float | None
    mean_height_mm: float | None


def _sd(fact: Fact) -> float:
    """Standard deviation of a fact (of its logarithm where its spread is ``log_sd``)."""
    assert isinstance(fact.spread, float)
    return fact.spread


def _nodes(n: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Evenly spaced nodes and weights (n,) of the standard normal distribution.

    Even spacing meets narrow likelihoods better than Gauss-Hermite nodes, whose spacing widens outward.
    """
    x = np.linspace(-settings.GRADE_REACH_SD, settings.GRADE_REACH_SD, n)
    w = np.exp(-(x**2) / 2)
    return x, w / w.sum()


@cache
def _protocols() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Protocols an image may have had: (m, 4) of T2 bias, TE in ms, scale, scale'; ln of their prior weights (m,)."""
    library = facts("imaging_measures")
    names = ("t2_between_protocols", "echo_time_ms", "disc_csf_scale", "nucleus_annulus_scale")
    rules = [_nodes(n) for n in settings.GRADE_PROTOCOL_NODES]
    grid = np.stack(np.meshgrid(*(x for x, _ in rules), indexing="ij"), axis=-1).reshape(-1, len(names))
    weights = np.stack(np.meshgrid(*(w for _, w in rules), indexing="ij"), axis=-1).reshape(-1, len(names)).prod(axis=1)
    values = np.stack(
        [library[name].value * np.exp(_sd(library[name]) * grid[:, i]) for i, name in enumerate(names)], axis=1
    )
    return values, np.log(weights)


@cache
def _expected(grade: int) -> tuple[NDArray[np.float64], ...]:
    """Under each protocol and T2 within a grade: ln(nucleus/fluid), ln(nucleus/annulus), spread of the latter (m, n).

    Followed by the weights (n,) of the nucleus T2 within the grade.
    """
    library = facts("imaging_measures")
    nucleus = library[f"t2_grade_{min(grade, 4)}_ms"]
    annulus = library[f"t2_annulus_grade_{min(grade, 4)}_ms"]
    x, w = _nodes(settings.GRADE_WITHIN_NODES)
    site, echo, scale, scale_annulus = (column[:, None] for column in _protocols()[0].T)
    collapsed = library["t2_grade_5_share"].value if grade == max(GRADES) else 1.0
    t2 = site * collapsed * nucleus.value * np.exp(_sd(nucleus) / nucleus.value * x)
    t2_annulus = site * collapsed * annulus.value
    noise = _sd(library["signal_between_discs"])
    spread = np.hypot(noise, echo / t2_annulus * _sd(annulus) / annulus.value) * np.ones_like(t2)
    return np.log(scale) - echo / t2, np.log(scale_annulus) + echo / t2_annulus - echo / t2, spread, w


@lru_cache(maxsize=16)
def signal_likelihood(disc: Evidence) -> NDArray[np.float64]:
    """Density of the signals of one disc under each protocol and grade, (m, 5)."""
    noise = _sd(facts("imaging_measures")["signal_between_discs"])
    log_ratio = np.log(max(disc.ratio, settings.GRADE_RATIO_FLOOR))
    columns = []
    for grade in GRADES:
        to_fluid, to_annulus, spread, weights = _expected(grade)
        log_density = -(((log_ratio - to_fluid) / noise) ** 2) / 2
        if disc.contrast is not None:
            log_contrast = np.log(max(disc.contrast, settings.GRADE_RATIO_FLOOR))
            log_density = log_density - ((log_contrast - to_annulus) / spread) ** 2 / 2 - np.log(spread)
        columns.append(np.exp(log_density) @ weights)
    return np.stack(columns, axis=1)


def height_likelihood(level: str, mean_height_mm: float | None) -> NDArray[np.float64]:
    """Density of ln(height) under each grade, (5,); all ones where the level has no published reference."""
    library = facts("imaging_measures")
    name = f"reference_height_mm_{level}"
    if mean_height_mm is None or mean_height_mm <= 0 or name not in set(library):
        return np.ones(len(GRADES))
    reference, collapse = library[name], library["collapsed_height_share"]
    assert isinstance(reference.spread, tuple)
    low, high = reference.spread
    between_people = (high - low) / (2 * NormalDist().inv_cdf(0.975)) / reference.value
    sd = float(np.hypot(between_people, _sd(library["height_between_methods"])))
    log_share = float(np.log(mean_height_mm / reference.value))
    kept = NormalDist(0.0, sd).pdf(log_share)
    collapsed = NormalDist(float(np.log(collapse.value)), float(np.hypot(sd, _sd(collapse)))).pdf(log_share)
    return np.array([kept, kept, kept, kept, collapsed])


def grade_probabilities(disc: Evidence, image: Sequence[Evidence] = ()) -> Probabilities:
    """Probability of Pfirrmann I to V of one disc.

    Args:
        disc: the disc to grade.
        image: the lumbar discs of the same image, ``disc`` among them if it is one: they tell the protocol.
    """
    library = facts("imaging_measures")
    prior = np.array([library[f"discs_grade_{grade}"].value for grade in GRADES])
    prior = prior / prior.sum()
    log_weight = _protocols()[1].copy()
    for other in image:
        if other is not disc:
            joint = signal_likelihood(other) @ (prior * height_likelihood(other.level, other.mean_height_mm))
            log_weight += np.log(joint + np.finfo(float).tiny)
    protocol = np.exp(log_weight - log_weight.max())
    weight = prior * height_likelihood(disc.level, disc.mean_height_mm) * (protocol @ signal_likelihood(disc))
    if not weight.sum() > 0:  # farther from every grade than numbers reach: height and prior alone
        weight = prior * height_likelihood(disc.level, disc.mean_height_mm)
    share = weight / weight.sum()
    return (float(share[0]), float(share[1]), float(share[2]), float(share[3]), float(share[4]))

"""Responses of any number of discs: the light disc, what it misses as learned from discs in full, and a donor's rest.

Each disc is followed on the light mesh, with its own draws. A ridge regression corrects height and water, which need
mechanics, and what little the response to treatment lacks. What no feature tells (mechanics is solved anew in steps, so
that single responses jump) is given as draws: the left-out errors of one training disc, all arms, visits and outputs
together, picked among the training discs most like this one, so that spread, skew and correlations are those of the
discs in full.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.errors import RunError
from pulposus.numerics.rows import take
from pulposus.treatment import Treatment
from pulposus.trial.disc.actions import arm_actions, distinct
from pulposus.trial.disc.courses import Solved
from pulposus.trial.disc.features import matrix
from pulposus.trial.disc.lights import Lights, run_light, run_pieces
from pulposus.trial.disc.outputs import Layout, alive_back, of_lights, of_solved, ratios_back
from pulposus.trial.disc.ridge import Ridge, fit
from pulposus.trial.disc.severity import changes, first_severity
from pulposus.trial.disc.traits import DiscTraits

Float = NDArray[np.float64]
DONORS = 16  # training discs most like a disc, one of which gives its rest
FEWEST_DISCS = 16


@dataclass(frozen=True)
class Responses:
    """What each arm does to each person's disc, by arm, (n, visits) each; the first visit is the start."""

    visits_months: tuple[float, ...]
    ratio: dict[str, Float]
    """Response of pain to the disc as a multiple of that at the reference signal, between -c and c."""
    severity: Float
    """True severity before treatment, on the scale of Pfirrmann grades, (n,)."""
    severity_change: dict[str, Float]
    log_height_ratio: dict[str, Float]
    log_T2_ratio: dict[str, Float]
    alive_share: dict[str, Float]
    """Injected cells alive over those that stayed; 0 before the injection and where none were injected."""
    replaced: int
    """People whose light disc did not converge: they take the course of another."""


@dataclass(frozen=True)
class Emulator:
    """Trained on discs solved in full for the arms of one trial."""

    arms: dict[str, Treatment]
    visits_months: tuple[float, ...]
    features: tuple[str, ...]
    correction: Ridge
    places: Float
    """Where each training disc lies among others, (discs, k): see ``_places``."""
    failed: int
    """Training discs that did not converge and were left out."""

    @property
    def layout(self) -> Layout:
        """What stands where among the outputs."""
        return layout_of(self.arms, self.visits_months)

    @property
    def discs(self) -> int:
        """Discs that the emulator was trained on."""
        return len(self.places)

    def respond(self, traits: DiscTraits, seed: int) -> Responses:
        """Responses of these people: one draw each, the same for the same people and seed.

        Draws are stratified over the people of one call, so a trial's people are cut into pieces once and for all.

        Raises:
            RunError: hardly any of the light discs converged.
        """
        lights, replaced = _sound(run_light(traits, seed, self.layout.actions, self.visits_months), seed)
        drawn = self.expected(lights) + self._rest(lights, seed)
        ratio, height, water, alive = self._by_arm(drawn)
        first = first_severity(traits, seed)
        wet = lights.unknowns["porosity/nucleus"][:, None]
        moved = {key: changes(first, wet + water[key], height[key]) for key in self.arms}
        return Responses(
            visits_months=self.visits_months,
            ratio=ratio,
            severity=first,
            severity_change={key: severity for key, (severity, _) in moved.items()},
            log_height_ratio=height,
            log_T2_ratio={key: T2 for key, (_, T2) in moved.items()},
            alive_share=alive,
            replaced=replaced,
        )

    def expected(self, lights: Lights) -> Float:
        """Outputs (n, outputs) without what no feature tells."""
        x, _ = matrix(_columns(self.layout, lights), self.features)
        return of_lights(self.layout, lights) + self.correction.predict(x)

    def _rest(self, lights: Lights, seed: int) -> Float:
        """Left-out errors of a donor for each disc, (n, outputs)."""
        from scipy.spatial import cKDTree

        places = _places(self.layout, lights)
        scale = np.std(self.places, axis=0)
        scale = np.where(scale > 0, scale, np.inf)  # what is the same everywhere tells nobody apart
        _, near = cKDTree(self.places / scale).query(places / scale, k=min(DONORS, self.discs))
        chosen = _rng(seed, "donor").integers(near.shape[1], size=len(near))
        return self.correction.residuals[near[np.arange(len(near)), chosen]]

    def _by_arm(self, outputs: Float) -> tuple[dict[str, Float], ...]:
        """Responses, ln height ratios, changes of water and living shares of each arm, (n, visits)."""
        layout = self.layout
        response, height, water, alive = layout.split(outputs)
        start = np.zeros((len(outputs), 1))
        found: tuple[dict[str, Float], ...] = ({}, {}, {}, {})
        for key, arm in layout.arms.items():
            k = layout.actions.index(arm.own)
            silent, cells = key not in layout.speaking, k in layout.celled
            still = np.zeros((len(outputs), layout.visits - 1))
            ratio = still if silent else ratios_back(response[:, layout.speaking.index(key)])
            share = alive_back(alive[:, layout.celled.index(k)]) if cells else still
            parts = (ratio, height[:, k], water[:, k], share)
            for into, part in zip(found, parts, strict=True):
                into[key] = np.concatenate([start, part], axis=1)
        return found


def layout_of(arms: Mapping[str, Treatment], visits_months: tuple[float, ...]) -> Layout:
    """What an emulator of these arms gives."""
    return Layout(arm_actions(arms), distinct(arms), len(visits_months))


def train(solved: Solved, arms: Mapping[str, Treatment]) -> Emulator:
    """Train on discs solved in full for ``actions.distinct(arms)``.

    Raises:
        RunError: too few discs converged.
    """
    layout = layout_of(arms, solved.visits_months)
    lights = run_pieces(solved.pieces, layout.actions, solved.visits_months)
    good = np.flatnonzero(solved.converged & lights.converged)
    if len(good) < FEWEST_DISCS:
        raise RunError(
            f"{len(good)} of {len(solved.converged)} discs converged, too few to learn from; raise 'discs' to at least "
            f"{2 * FEWEST_DISCS}."
        )
    lights = take(lights, good)
    x, features = matrix(_columns(layout, lights))
    missed = of_solved(layout, solved)[good] - of_lights(layout, lights)
    return Emulator(
        arms=dict(arms),
        visits_months=solved.visits_months,
        features=features,
        correction=fit(x, missed),
        places=_places(layout, lights),
        failed=len(solved.converged) - len(good),
    )


def _columns(layout: Layout, lights: Lights) -> dict[str, Float]:
    """Features by name: the light courses, every unknown, and every unknown beside the loss of GAG that it acts on."""
    outputs = of_lights(layout, lights)
    found = {f"light {k}": outputs[:, k] for k in range(outputs.shape[1])}
    for name in ("gag", "native"):
        values = getattr(lights, name)[..., 1:].reshape(len(outputs), -1)
        found |= {f"{name} {k}": values[:, k] - 1 for k in range(values.shape[1])}
    lost = lights.gag[:, 0, -1] - 1
    return found | lights.unknowns | {f"gag x {name}": lost * values for name, values in lights.unknowns.items()}


def _places(layout: Layout, lights: Lights) -> Float:
    """Where discs lie: grade, loss of GAG, light response of each speaking arm at the last visit, (n, k)."""
    response = layout.ratios(lights.pain_driver)[:, :, -1]
    return np.column_stack([lights.unknowns["grade"], lights.gag[:, 0, -1], response])


def _sound(lights: Lights, seed: int) -> tuple[Lights, int]:
    """Lights in which those that did not converge are replaced by others, and how many those are.

    Raises:
        RunError: fewer than half converged.
    """
    good = np.flatnonzero(lights.converged)
    bad = np.flatnonzero(~lights.converged)
    if len(good) < len(bad):
        raise RunError(
            f"{len(bad)} of {len(lights.converged)} discs found no nutrient field; check the heights and grades of the "
            "people, or report the design."
        )
    rows = np.arange(len(lights.converged))
    rows[bad] = _rng(seed, "replaced").choice(good, size=len(bad))
    return take(lights, rows), len(bad)


def _rng(seed: int, name: str) -> np.random.Generator:
    return np.random.default_rng([seed, zlib.crc32(f"trial/disc/{name}".encode())])

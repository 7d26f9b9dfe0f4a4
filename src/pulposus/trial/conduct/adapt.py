"""Trials that change at their first look: doses are dropped, or the number of people is set anew.

People of the first stage are followed to the endpoint while enrolment rests; those enrolled afterwards are a second
stage of their own, and the two are put together by the inverse normal method with the weights that were planned. Arms
are claimed by closed testing, so dropping and changing are free. A trial stops at the look where what it is to show is
claimed, or where all is futile.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pulposus.trial.conduct.decide import benefit_p, succeeds
from pulposus.trial.conduct.endpoints import answer, changes, visit_of
from pulposus.trial.conduct.enrol import allocated, block_of, enrolled, numbered
from pulposus.trial.conduct.finished import Finished
from pulposus.trial.conduct.looks import bounds_of_one, z_of
from pulposus.trial.conduct.pool import Pool
from pulposus.trial.conduct.simulate import Scene, simulate
from pulposus.trial.conduct.trials import Trials
from pulposus.trial.design.design import Design
from pulposus.trial.sequential.combine import weights
from pulposus.trial.sequential.dropping import claims, keep_best
from pulposus.trial.sequential.dunnett import loadings
from pulposus.trial.sequential.reestimate import blinded, promising_zone

Float = NDArray[np.float64]
Int = NDArray[np.int64]
Mask = NDArray[np.bool_]
WORST = -8.0
"""z of an arm that could not be analysed: it is dropped first and claims nothing."""
PROMISING = 0.3
"""Conditional power from which a result is promising (Mehta & Pocock 2011)."""


def adapt(
    design: Design,
    pool: Pool,
    scene: Scene,
    draws: Sequence[np.random.Generator],
    first: int,
    rng: np.random.Generator,
) -> list[Finished]:
    """Run trials (r,) of an adaptive design.

    Args:
        design: with two looks.
        pool: eligible people.
        scene: worlds and rates of the trials, (r,).
        draws: random numbers of each trial's enrolment.
        first: number of the first trial.
        rng: of the rest.
    """
    begun, most = stage_sizes(design)
    people = np.stack([enrolled(len(pool), most, one) for one in draws])
    arms = np.stack([allocated(design, begun, one) for one in draws])
    early = simulate(design, pool, people[:, :begun], arms, scene, rng)
    z = _stage_z(design, early)
    kept = _kept(design, z)
    total = _total(design, early, z, kept)
    stops = stopping(design, z)
    later = np.stack([_allocated(design, keep, most - begun, one) for keep, one in zip(kept, draws, strict=True)])
    late = simulate(design, pool, people[:, begun:], later, scene, rng)
    second = [late.some(np.array([i])).first(n - begun) for i, n in enumerate(total.tolist())]
    after = np.zeros_like(z)
    for i in np.flatnonzero(~stops).tolist():
        after[i] = np.where(kept[i], _stage_z(design, second[i])[0], 0.0)
    at_look, at_end = claimed_arms(design, z)[:, 0], claimed_arms(design, z, after, kept)[:, 1]
    claimed = np.where(stops[:, None], at_look, at_end)
    done = []
    for i, stopped in enumerate(stops.tolist()):
        start = early.some(np.array([i]))
        whole = start if stopped else start.joined(second[i])
        dropped = [arm for arm, keep in zip(design.active, kept[i], strict=True) if not keep and not stopped]
        done.append(
            Finished(
                replicate=np.array([first + i]),
                size=design.patients,
                trials=whole,
                answers={one.key: answer(design, one, whole) for one in design.endpoints},
                rejected=_tested(design, claimed[[i]]),
                look=np.array([0 if stopped else 1]),
                people_used=np.array([whole.shape[1]]),
                dropped=(";".join(dropped),),
                waited_months=0.0 if stopped else design.visits_months[visit_of(design, design.main)],
            )
        )
    return done


def _tested(design: Design, arms: Mask) -> Mask:
    """What holds of the hypotheses, (r, hypotheses), from what holds of active arms (r, active arms)."""
    return arms[:, [design.active.index(one.split("/")[1]) for one in design.hypotheses()]]


def _stage_z(design: Design, trials: Trials) -> Float:
    """z of a stage's own people for benefit, (r, active arms); the worst where there is no statistic."""
    z = z_of(benefit_p(design, design.main.key, answer(design, design.main, trials)))
    return np.where(np.isnan(z), WORST, z)


def stopping(design: Design, z: Float) -> Mask:
    """Trials that end at the look, (r,): what they are to show is claimed, or all that is tested is futile."""
    lower = bounds_of_one(design).lower[0]
    futile = _tested(design, z <= lower)
    return succeeds(design, _tested(design, claimed_arms(design, z)[:, 0])) | futile.all(axis=1)


def claimed_arms(design: Design, z: Float, after: Float | None = None, kept: Mask | None = None) -> Mask:
    """Arms claimed at the look and at the end, (r, 2, active arms); at the look it matters not what comes after."""
    assert design.looks is not None
    everyone = np.ones(z.shape, dtype=bool)
    share = {arm.key: arm.share for arm in design.arms}
    return claims(
        np.stack([z, np.zeros_like(z) if after is None else after], axis=1),
        np.stack([everyone, everyone if kept is None else kept], axis=1),
        stage_weights=weights([design.looks.information[0], 1.0]),
        critical=bounds_of_one(design).upper,
        test="dunnett",
        loading=loadings([share[key] for key in design.active], share[design.control]),
    ).claimed


def stage_sizes(design: Design) -> tuple[int, int]:
    """People of the first stage, and of both at most."""
    assert design.looks is not None
    resized = design.adaptation.people if design.adaptation else None
    most = design.patients if resized is None else round(design.patients * resized.largest)
    return round(design.looks.information[0] * design.patients), most


def _kept(design: Design, z: Float) -> Mask:
    """Active arms that go on, (r, active arms)."""
    dropping = design.adaptation.drop_doses if design.adaptation else None
    return np.ones(z.shape, dtype=bool) if dropping is None else keep_best(z, dropping.keep)


def _total(design: Design, early: Trials, z: Float, kept: Mask) -> Int:
    """People of both stages, (r,), from those of the first, their z and the arms kept (r, active arms)."""
    resized = design.adaptation.people if design.adaptation else None
    if resized is None:
        return np.full(len(z), design.patients)
    begun, most = stage_sizes(design)
    first, later = _pairs(design, kept)
    if resized.method == "promising zone":
        best = z.argmax(axis=1)  # never dropped
        found = promising_zone(
            z.max(axis=1),
            now=begun,
            planned=design.patients,
            cap=most,
            critical=float(bounds_of_one(design).upper[-1]),
            target=resized.power,
            threshold=PROMISING,
            pair_first=first[best],
            pair_later=later[np.arange(len(z)), best],
        )
        return found.total
    assert resized.effect_points is not None
    values = changes(design, design.main, early)[:, :, -1]
    counted = (~np.isnan(values)).sum(axis=1)
    # Without two values there is no spread to go by, and the size stays as planned.
    seen = counted > 1
    pooled = np.zeros(len(z))
    pooled[seen] = np.nanvar(values[seen], axis=1, ddof=1)
    active, control = _shares(design)
    each = [
        blinded(
            pooled,
            begun,
            resized.effect_points,
            alpha=design.testing.alpha,
            sides=2,
            power=resized.power,
            planned=design.patients,
            cap=most,
            ratio=float(active[k] / control),
            pair_first=float(first[k]),
            pair_later=later[:, k],
            known=np.where(seen, counted, begun) / begun,
        )
        for k in range(len(active))
    ]
    return np.where(kept, np.stack(each, axis=1), 0).max(axis=1)


def _shares(design: Design) -> tuple[Float, float]:
    """Shares of the active arms, (active arms,), and of the control."""
    control, *active = (design.arm(key).share for key in design.arms_in_order)
    return np.array(active), control


def _pairs(design: Design, kept: Mask) -> tuple[Float, Float]:
    """Share of people who are in an active arm or the control: at first (active arms,), and once only the arms kept
    (r, active arms) and the control go on, of the same shape; above 1 where the arm itself does not, which nobody
    reads."""
    active, control = _shares(design)
    pair = active + control
    return pair / (control + active.sum()), pair / (control + kept @ active)[:, None]


def _allocated(design: Design, kept: Mask, people: int, rng: np.random.Generator) -> Int:
    """Arms of people who come after arms were dropped: permuted blocks of the control and the arms that go on."""
    block = np.repeat(np.arange(len(design.arms)), block_of(design))
    block = numbered(design, block)
    goes_on = np.concatenate([[True], kept])
    block = block[goes_on[block]]
    blocks = -(-people // len(block))
    return rng.permuted(np.tile(block, (blocks, 1)), axis=1).ravel()[:people]

"""One draw of everything that arms share, from the columns of a posterior."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pulposus.calibration.priors import centre, width
from pulposus.library import facts, value
from pulposus.library.sample import quantile
from pulposus.numerics.backend import Array, jnp
from pulposus.numerics.pairs import tied
from pulposus.symptoms.draws import TOPIC
from pulposus.symptoms.products import CARRIERS, CELL_CLASSES
from pulposus.symptoms.scale import OUTCOMES
from pulposus.symptoms.unknowns import OTHER_SD, ArmUnknowns

Float = NDArray[np.float64]
PAIRS = ("population_mean", "entrenched_drift", "sham_arm_change", "saline_minus_sham", "effect")
"""Pairs of pain and ODI that move together: normal facts."""
WIDTHS = ("person_change_sd", "response_person_sd")
"""Normal facts that may not be negative, pain and ODI apart."""
SCALES = ("trial_sd", "drift_trial_sd", "effect_trial_sd", "class_sd", "carrier_sd")
"""Spreads between trials, products, carriers; log-normal facts."""
TIMES = (
    "regression_time", "course_half_duration", "drift_time", "person_change_time", "response_onset",
    "response_fading",
)  # fmt: skip
SHARES = ("course_floor_share", "odi_course_relative")


class World(NamedTuple):
    """Arrays of one draw; of many draws each leads with them."""

    shared: dict[str, Array]  # fields of ArmUnknowns, without any trial's deviation
    scales: dict[str, Array]  # (2,) each
    effect: Array  # (2,)
    classes: Array  # (classes, 2)
    carriers: Array  # (carriers, 2)
    others: Array  # (others, 2), gains, means over trials
    other_sds: Array  # (others, 2), between trials

    @property
    def unknowns(self) -> ArmUnknowns:
        """As the symptom model takes them: one draw, arrays that lead with 1."""
        return ArmUnknowns(**{name: jnp.asarray(one)[None] for name, one in self.shared.items()})


def together(z: Array) -> Array:
    """Independent standard normals (..., 2) made to correlate as changes of pain and ODI do."""
    return tied(z, value(TOPIC, "change_correlation"))


def reliability() -> Float:
    """Of pain and ODI, (2,), at its central value: no arm says anything of it."""
    return np.array([value(TOPIC, f"{outcome}_reliability") for outcome in OUTCOMES])


def shared_of(
    pairs: Mapping[str, Array], times: Mapping[str, Array], floor: Array, relative: Array
) -> dict[str, Array]:
    """Fields of ArmUnknowns from the parameters of a draw."""
    return {
        **{stem: pairs[stem] for stem in (*PAIRS[:-1], *WIDTHS)},
        **times,
        "reliability": jnp.broadcast_to(reliability(), jnp.shape(pairs["effect"])),
        "course_floor_share": jnp.minimum(floor, 1.0),
        "course_relative": jnp.stack([jnp.ones_like(relative), relative], axis=-1),
    }


def other_prior(name: str) -> tuple[Array, Array, float]:
    """Centre and SD (2,) of a treatment's effect before its trials are seen, and the sign that makes a gain of it.

    The library's facts state changes, negative when better; a treatment that it does not know has the common prior.
    """
    if f"{name}_pain" in facts("relief"):
        return centre("relief", name), width("relief", name), -1.0
    return centre(TOPIC, "any_effect"), width(TOPIC, "any_effect"), 1.0


def pair_of(draws: Mapping[str, Float], pattern: str) -> Float:
    """Columns of pain and ODI as (n, 2); the pattern of their names has braces where the outcome stands."""
    return np.stack([draws[pattern.format(outcome)] for outcome in OUTCOMES], axis=1)


def others_of(names: Sequence[str], draws: Mapping[str, Float], seed: int) -> Float:
    """Gains (n, others, 2) of treatments under posterior draws; one that no trial informed is drawn from its prior."""
    n = len(draws["pain_effect"])
    found = np.zeros((n, len(names), 2))
    for i, name in enumerate(names):
        if f"{name}_{OUTCOMES[0]}" in draws:
            found[:, i] = -pair_of(draws, f"{name}_{{}}")
        elif f"other/{name}/{OUTCOMES[0]}" in draws:
            found[:, i] = pair_of(draws, f"other/{name}/{{}}")
        else:
            middle, sd, sign = other_prior(name)
            rng = np.random.default_rng([seed, zlib.crc32(name.encode())])
            found[:, i] = sign * (middle + sd * np.asarray(together(rng.normal(size=(n, 2)))))
    return found


def other_sds_of(names: Sequence[str], draws: Mapping[str, Float], seed: int) -> Float:
    """Spreads between trials (n, others, 2) of treatments; of one that no trial informed they are its prior's."""
    n = len(draws["pain_effect"])
    found = np.zeros((n, len(names), 2))
    for i, name in enumerate(names):
        for k, outcome in enumerate(OUTCOMES):
            column = f"{OTHER_SD}/{name}/{outcome}"
            if column in draws:
                found[:, i, k] = draws[column]
            else:
                rng = np.random.default_rng([seed, zlib.crc32(column.encode())])
                found[:, i, k] = quantile(facts(TOPIC)[f"{outcome}_{OTHER_SD}"], rng.uniform(size=n))
    return found


def worlds(draws: Mapping[str, Float], names: Sequence[str], seed: int) -> World:
    """Worlds of posterior draws by column name, every array leading with (n,)."""

    def offsets(kind: str, of: tuple[str, ...]) -> Float:
        return np.stack([pair_of(draws, f"{kind}/{one}/{{}}") for one in of], axis=1)

    pairs = {stem: pair_of(draws, f"{{}}_{stem}") for stem in (*PAIRS, *WIDTHS)}
    times = {name: draws[name] for name in TIMES}
    return World(
        shared=shared_of(pairs, times, draws[SHARES[0]], draws[SHARES[1]]),
        scales={stem: pair_of(draws, f"{{}}_{stem}") for stem in SCALES},
        effect=pairs["effect"],
        classes=offsets("class", CELL_CLASSES),
        carriers=offsets("carrier", CARRIERS),
        others=others_of(names, draws, seed),
        other_sds=other_sds_of(names, draws, seed),
    )

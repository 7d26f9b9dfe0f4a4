"""The hierarchical model of controlled arms.

A trial t has its own deviation of the natural course (v_t) and of the response to a needle (u_t); a treated arm has

    gain = cells (E + class + trial) c(t) + carrier s(t) + sum of others (mean + trial)

with E, the offsets and the others centred on none before a trial is seen. Means, SDs and responders of an arm all
follow from the one latent model of ``symptoms.arm``. Normal parameters are written as a standard normal times their
scale, which keeps the sampler out of funnels.
"""

from __future__ import annotations

import numpyro
import numpyro.distributions as dist

from pulposus.calibration.likelihood import log_likelihood
from pulposus.calibration.predict import Deviations, predict
from pulposus.calibration.priors import centre, named, positive_prior, prior, width
from pulposus.calibration.table import Table
from pulposus.calibration.world import (
    PAIRS,
    SCALES,
    SHARES,
    TIMES,
    WIDTHS,
    World,
    other_prior,
    shared_of,
    together,
)
from pulposus.library import value
from pulposus.numerics.backend import Array, jnp
from pulposus.symptoms.draws import TOPIC, normal_width
from pulposus.symptoms.products import CARRIERS, CELL_CLASSES
from pulposus.symptoms.scale import OUTCOMES
from pulposus.symptoms.unknowns import OTHER_SD


def standard(name: str, *shape: int) -> Array:
    """A site of standard normals."""
    return numpyro.sample(name, dist.Normal(0, 1).expand(shape).to_event(len(shape)))


def _pair(stem: str) -> Array:
    found = centre(TOPIC, stem) + width(TOPIC, stem) * together(standard(f"z/{stem}", 2))
    for i, outcome in enumerate(OUTCOMES):
        numpyro.deterministic(f"{outcome}_{stem}", found[i])
    return found


def _positive(stem: str) -> Array:
    return jnp.stack([numpyro.sample(name, positive_prior(TOPIC, name)) for name in named(TOPIC, stem)])


def _share(name: str) -> Array:
    fact = value(TOPIC, name) + normal_width(TOPIC, name) * standard(f"z/{name}")
    return numpyro.deterministic(name, jnp.clip(fact, 0.0, None))


def _other(name: str) -> Array:
    """Gain of a treatment that is not cells, (2,)."""
    middle, sd, sign = other_prior(name)
    gain = sign * (middle + sd * together(standard(f"z/other/{name}", 2)))
    return jnp.stack([numpyro.deterministic(f"other/{name}/{o}", gain[i]) for i, o in enumerate(OUTCOMES)])


def _other_sd(name: str) -> Array:
    """How much that gain differs between trials, (2,): each treatment has its own."""
    of = zip(OUTCOMES, named(TOPIC, OTHER_SD), strict=True)
    return jnp.stack([numpyro.sample(f"{OTHER_SD}/{name}/{outcome}", prior(TOPIC, fact)) for outcome, fact in of])


def world(other_names: tuple[str, ...]) -> World:
    """Sample everything that the arms share."""
    pairs = {stem: _pair(stem) for stem in PAIRS}
    positive = {stem: _positive(stem) for stem in (*WIDTHS, *SCALES)}
    times = {name: numpyro.sample(name, prior(TOPIC, name)) for name in TIMES}
    floor, relative = (_share(name) for name in SHARES)
    classes = together(standard("z/class", len(CELL_CLASSES), 2)) * positive["class_sd"]
    carriers = together(standard("z/carrier", len(CARRIERS), 2)) * positive["carrier_sd"]
    return World(
        shared=shared_of({**pairs, **positive}, times, floor, relative),
        scales={stem: positive[stem] for stem in SCALES},
        effect=pairs["effect"],
        classes=numpyro.deterministic("class_offset", classes),
        carriers=numpyro.deterministic("carrier_gain", carriers),
        others=jnp.array([_other(name) for name in other_names]).reshape(-1, 2),
        other_sds=jnp.array([_other_sd(name) for name in other_names]).reshape(-1, 2),
    )


def deviations(table: Table, world: World) -> Deviations:
    """What belongs to a trial and to an arm's luck."""
    scales, trials = world.scales, len(table.studies)
    others = standard("z/trial other", len(table.other_effect), 2)
    return Deviations(
        natural=together(standard("z/trial natural", trials, 2)) * scales["drift_trial_sd"],
        response=together(standard("z/trial response", trials, 2)) * scales["trial_sd"],
        effect=together(standard("z/trial effect", trials, 2)) * scales["effect_trial_sd"],
        other=together(others) * world.other_sds[table.other_effect],
        luck=together(standard("z/luck", len(table.arms), 2)),
        excess=jnp.zeros((trials, 2)),
    )


def controlled_model(table: Table, included: Array) -> None:
    """The model of controlled arms; ``included`` (trials,) is 1 for trials whose numbers count."""
    shared = world(table.other_names)
    predicted = predict(table, shared, deviations(table, shared))
    numpyro.factor("printed", log_likelihood(table, predicted, included))

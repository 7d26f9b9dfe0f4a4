"""Facts of the library as priors of the calibration."""

from __future__ import annotations

from typing import Any

import numpyro.distributions as dist

from pulposus.errors import RunError
from pulposus.library import facts
from pulposus.library.load import value
from pulposus.numerics.backend import Array, jnp
from pulposus.symptoms.draws import normal_width
from pulposus.symptoms.scale import OUTCOMES


def prior(topic: str, name: str) -> Any:
    """The distribution of a fact.

    Raises:
        RunError: for a spread that the calibration does not know.
    """
    fact = facts(topic)[name]
    match fact.spread_kind:
        case "sd" | "range":
            return dist.Normal(fact.value, normal_width(topic, name))
        case "log_sd":
            return dist.LogNormal(jnp.log(fact.value), fact.spread)
    raise RunError(f"The fact '{name}' of {topic}.yaml is a {fact.spread_kind}; a prior needs an sd, range or log_sd.")


def positive_prior(topic: str, name: str) -> Any:
    """The same, cut off at zero where the fact is a normal one."""
    if facts(topic)[name].spread_kind == "log_sd":
        return prior(topic, name)
    return dist.TruncatedNormal(value(topic, name), normal_width(topic, name), low=0.0)


def centre(topic: str, stem: str) -> Array:
    """Central values of ``pain_<stem>`` and ``odi_<stem>``, (2,)."""
    return jnp.array([value(topic, name) for name in named(topic, stem)])


def width(topic: str, stem: str) -> Array:
    """Their SDs, (2,)."""
    return jnp.array([normal_width(topic, name) for name in named(topic, stem)])


def named(topic: str, stem: str) -> tuple[str, str]:
    """Names of the two facts: ``pain_<stem>`` in symptoms.yaml, ``<stem>_pain`` in relief.yaml."""
    first, second = (f"{stem}_{o}" if topic == "relief" else f"{o}_{stem}" for o in OUTCOMES)
    return first, second

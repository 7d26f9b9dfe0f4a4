"""Run the sampler: one chain for each process, the same seed the same draws."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from numpyro.diagnostics import effective_sample_size, split_gelman_rubin
from numpyro.infer import MCMC, NUTS, init_to_median

from pulposus.errors import RunError
from pulposus.numerics import settings
from pulposus.numerics.backend import jax

Float = NDArray[np.float64]
Model = Callable[..., None]
Chain = tuple[dict[str, Float], int]
"""Draws of one chain by site, and how many of its steps diverged."""


@dataclass(frozen=True)
class Chains:
    """Draws by site, each (chains, draws, ...), and how the sampler fared."""

    sites: dict[str, Float]
    divergent: int
    draws: int

    @property
    def merged(self) -> dict[str, Float]:
        """Draws of each site with the chains after each other, (chains x draws, ...)."""
        return {name: x.reshape(x.shape[0] * x.shape[1], *x.shape[2:]) for name, x in self.sites.items()}

    @cached_property
    def worst_rhat(self) -> tuple[str, float]:
        """The site whose chains agree least, and its split R-hat."""
        found = ((name, float(np.nanmax(split_gelman_rubin(x)))) for name, x in self._moving())
        return max(found, key=lambda pair: pair[1])

    @cached_property
    def least_effective(self) -> tuple[str, float]:
        """The site with the fewest effective draws, and how many."""
        found = ((name, float(np.nanmin(effective_sample_size(x)))) for name, x in self._moving())
        return min(found, key=lambda pair: pair[1])

    def _moving(self) -> list[tuple[str, Float]]:
        return [(name, x) for name, x in self.sites.items() if x.size and np.ptp(x) > 0]


class Sampler:
    """A sampler of one model whose compiled steps serve many runs."""

    def __init__(self, model: Model, warmup: int, draws: int) -> None:
        kernel = NUTS(model, target_accept_prob=settings.FIT_ACCEPT, init_strategy=init_to_median())
        self._mcmc = MCMC(
            kernel, num_warmup=warmup, num_samples=draws, num_chains=1, progress_bar=False, jit_model_args=True
        )

    def chain(self, seed: int, *args: Any) -> Chain:
        """Draws of one chain by site, and how many of its steps diverged."""
        self._mcmc.run(jax.random.PRNGKey(seed), *args, extra_fields=("diverging",))
        return self._found()

    def adapt(self, seed: int, *args: Any) -> None:
        """Warm up once; ``near`` then starts from there with the steps found."""
        self._mcmc.warmup(jax.random.PRNGKey(seed), *args)

    def near(self, seed: int, *args: Any) -> Chain:
        """Draws of a model near the one that was warmed up (a study fewer); the first third only moves there."""
        state = self._mcmc.post_warmup_state
        self._mcmc.run(jax.random.PRNGKey(seed), *args, extra_fields=("diverging",))
        self._mcmc.post_warmup_state = state
        sites, divergent = self._found()
        return {name: x[len(x) // 3 :] for name, x in sites.items()}, divergent

    def _found(self) -> Chain:
        found = {name: np.asarray(x) for name, x in self._mcmc.get_samples().items()}
        return found, int(np.sum(self._mcmc.get_extra_fields()["diverging"]))


def gathered(chains: Sequence[tuple[Mapping[str, Float], int]]) -> Chains:
    """Chains of one model put together."""
    sites = {name: np.stack([one[name] for one, _ in chains]) for name in chains[0][0]}
    draws = sum(len(next(iter(one.values()))) for one, _ in chains)
    return Chains(sites, sum(diverged for _, diverged in chains), draws)


def check(chains: Chains) -> None:
    """Refuse chains that did not settle.

    Raises:
        RunError: naming the site and what to do.
    """
    name, rhat = chains.worst_rhat
    if rhat > settings.FIT_RHAT:
        raise RunError(
            f"The chains disagree on '{name}' (R-hat {rhat:.3f}, at most {settings.FIT_RHAT:g} is accepted): "
            "look for a study that contradicts the others, or run longer chains (FIT_DRAWS in numerics/settings.py)."
        )
    name, effective = chains.least_effective
    if effective < settings.FIT_EFFECTIVE:
        raise RunError(
            f"'{name}' has {effective:.0f} effective draws, at least {settings.FIT_EFFECTIVE:g} are needed: run longer "
            "chains (FIT_DRAWS in numerics/settings.py)."
        )
    if chains.divergent > settings.FIT_DIVERGENT * chains.draws:
        raise RunError(
            f"{chains.divergent} of {chains.draws} steps diverged, so parts of the posterior were not reached: look "
            "for a study that contradicts the others with `pulposus evidence check`."
        )

"""From chains to the files that ship."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pulposus.calibration.priors import named
from pulposus.calibration.sample import Chains
from pulposus.calibration.world import PAIRS, SCALES, SHARES, TIMES, WIDTHS
from pulposus.library import facts
from pulposus.numerics import settings
from pulposus.symptoms.draws import TOPIC
from pulposus.symptoms.products import CARRIERS, CELL_CLASSES
from pulposus.symptoms.scale import OUTCOMES
from pulposus.symptoms.unknowns import OTHER_SD

Float = NDArray[np.float64]


def columns(sites: Mapping[str, Float], other_names: tuple[str, ...]) -> dict[str, Float]:
    """Draws of the controlled model by the names under which a forecast asks for them, each (rows,)."""
    kept = [name for stem in (*PAIRS, *WIDTHS, *SCALES) for name in named(TOPIC, stem)]
    found = {name: sites[name] for name in (*kept, *TIMES, *SHARES)}
    for kind, names, site in (("class", CELL_CLASSES, "class_offset"), ("carrier", CARRIERS, "carrier_gain")):
        for i, name in enumerate(names):
            for k, outcome in enumerate(OUTCOMES):
                found[f"{kind}/{name}/{outcome}"] = sites[site][:, i, k]
    for name in other_names:
        for outcome in OUTCOMES:
            gain = sites[f"other/{name}/{outcome}"]
            in_library = f"{name}_{outcome}" in facts("relief")
            # The library states changes, negative when better; the calibration gains.
            found[f"{OTHER_SD}/{name}/{outcome}"] = sites[f"{OTHER_SD}/{name}/{outcome}"]
            found[f"{name}_{outcome}" if in_library else f"other/{name}/{outcome}"] = -gain if in_library else gain
    return found


def alike(draws: Mapping[str, Float]) -> NDArray[np.int64]:
    """Order of rows in which neighbours are alike, so that one row of every n-th part of the file is a stratified draw.

    Rungs of the effect of cells, and within them the response of control arms, up and down in turn.
    """
    effect, control = draws["pain_effect"], draws["pain_sham_arm_change"]
    rung = (np.argsort(np.argsort(effect)) * settings.FIT_RUNGS) // len(effect)
    return np.lexsort((np.where(rung % 2 == 0, control, -control), rung))


def thinned(draws: Mapping[str, Float], rows: int) -> dict[str, Float]:
    """Evenly spaced draws, in the order ``alike``."""
    whole = len(next(iter(draws.values())))
    picked = np.linspace(0, whole - 1, min(rows, whole)).astype(int)
    few = {name: x[picked] for name, x in draws.items()}
    order = alike(few)
    return {name: x[order] for name, x in few.items()}


def diagnostics(chains: Chains) -> dict[str, Any]:
    """How the sampler fared."""
    name, rhat = chains.worst_rhat
    slow, effective = chains.least_effective
    return {
        "chains": len(next(iter(chains.sites.values()))),
        "draws": chains.draws,
        "divergent": chains.divergent,
        "largest_rhat": round(rhat, 4),
        "largest_rhat_of": name,
        "least_effective": round(effective),
        "least_effective_of": slow,
    }


def about(chains: Chains, fingerprint: str, seed: int) -> dict[str, Any]:
    """What the file says of itself."""
    import jax
    import numpyro

    versions = {"numpyro": numpyro.__version__, "jax": jax.__version__, "python": platform.python_version()}
    return {"fingerprint": fingerprint, "seed": seed, **diagnostics(chains), "versions": versions}

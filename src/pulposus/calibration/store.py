"""Chains kept as they are done, so that a stopped fit goes on where it was."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

import numpy as np

from pulposus.calibration.sample import Chain
from pulposus.evidence.fingerprint import fingerprint
from pulposus.evidence.schema import Study
from pulposus.library import facts

PRIORS = ("symptoms", "relief")


def prior_print() -> str:
    """SHA-256, hexadecimal, of the facts from which priors are made."""
    content = [
        (topic, name, fact.value, fact.spread_kind, fact.spread)
        for topic in PRIORS
        for name, fact in sorted(facts(topic).items())
    ]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def key_of(studies: Iterable[Study], *settings: object) -> str:
    """What a chain depends on, as one short name: data, priors, settings and the sampler's version."""
    said = [fingerprint(studies), prior_print(), metadata.version("numpyro"), metadata.version("jax"), *settings]
    return hashlib.sha256(json.dumps(said, default=str).encode()).hexdigest()


class Store:
    """Chains of one fit in a folder; without a folder nothing is kept."""

    def __init__(self, folder: Path | None, key: str) -> None:
        self._folder = None if folder is None else folder / "chains" / key
        if self._folder is not None:
            self._folder.mkdir(parents=True, exist_ok=True)

    def get(self, name: str) -> Chain | None:
        """A chain that is done, None where it is not."""
        path = self._path(name)
        if path is None or not path.is_file():
            return None
        with np.load(path) as kept:
            sites = {site: kept[site] for site in kept.files if site != "divergent"}
            return sites, int(kept["divergent"])

    def put(self, name: str, chain: Chain) -> None:
        """Keep a chain; it is either there whole or not at all."""
        path = self._path(name)
        if path is None:
            return
        part = path.with_suffix(".part.npz")
        sites, divergent = chain
        np.savez_compressed(part, divergent=divergent, **sites)  # type: ignore[arg-type]
        part.replace(path)

    def _path(self, name: str) -> Path | None:
        return None if self._folder is None else self._folder / f"{name}.npz"

"""A small trial to run: its design, people from whom it enrols, and discs that respond as a test says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import yaml

from pulposus.trial.conduct.pool import Pool
from pulposus.trial.conduct.rates import Rates
from pulposus.trial.design import Design, parse
from pulposus.trial.people.draw import draw

MONTHS = [3, 12]
"""Visits of every small trial: other numbers of them would be compiled anew."""


def two_arms() -> dict[str, Any]:
    """A design as data: 100 people, saline in the disc against marrow cells, pain at a year."""
    return {
        "pulposus_trial": 1,
        "name": "Small",
        "patients": 100,
        "arms": [{"key": "saline", "treatment": "saline"}, {"key": "cells", "treatment": "bm_msc"}],
        "control": "saline",
        "visits_months": MONTHS,
        "endpoints": [{"key": "pain", "kind": "change", "measure": "pain", "month": 12, "analysis": "ancova"}],
        "primary": ["pain"],
        "explore": {"patients": [100]},
        "seed": 3,
    }


def three_arms() -> dict[str, Any]:
    """The same of two doses beside saline."""
    doses = [{"key": f"cells_{dose}", "treatment": "bm_msc", "dose_1e6": dose} for dose in (6, 18)]
    return two_arms() | {"arms": [two_arms()["arms"][0], *doses], "patients": 150, "explore": {"patients": [150]}}


@pytest.fixture(scope="session")
def make_design() -> Callable[..., Design]:
    """A design of one or two doses beside saline with some fields changed; None removes one."""

    def made(doses: int = 1, **changes: Any) -> Design:
        data = (two_arms() if doses == 1 else three_arms()) | changes
        return parse(yaml.safe_dump({name: value for name, value in data.items() if value is not None}))

    return made


@pytest.fixture(scope="session")
def make_pool() -> Callable[..., Pool]:
    """People, whose discs respond to every active arm by ``gain`` reference responses on average, and to control by
    nothing."""

    def made(design: Design, n: int = 600, gain: float = 1.0, seed: int = 0) -> Pool:
        rng, shape = np.random.default_rng(seed), (n, len(design.visits_months))
        active = {
            "ratio": np.repeat(np.clip(rng.normal(gain, 0.5, size=(n, 1)), -1.9, 1.9), shape[1], axis=1),
            "severity_change": np.full(shape, -0.1),
            "log_height_ratio": np.full(shape, 0.02),
            "log_T2_ratio": np.full(shape, 0.05),
        }
        none = {name: np.zeros(shape) for name in active}
        keys = (design.control, *design.active)
        return Pool(draw(n, seed), {key: none if key == design.control else active for key in keys})

    return made


@pytest.fixture(scope="session")
def make_rates() -> Callable[..., Rates]:
    """Rates of trials, (trials,) or (trials, arms), with nothing that a test does not name."""

    def made(trials: int = 1, arms: int = 2, **given: float) -> Rates:
        def whole(name: str) -> np.ndarray:
            return np.full(trials, given.get(name, 0.0))

        return Rates(
            leave=np.full((trials, arms), given.get("leave", 0.0)),
            leave_log_ratio=whole("leave_log_ratio"),
            missed_visit=whole("missed_visit"),
            rescue=whole("rescue"),
            rescue_log_ratio=whole("rescue_log_ratio"),
            operation=whole("operation"),
            operation_log_ratio=whole("operation_log_ratio"),
            cross=whole("cross"),
        )

    return made

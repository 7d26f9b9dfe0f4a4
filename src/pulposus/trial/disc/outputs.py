"""What an emulator must give of each disc, on scales without ends, and back.

    response      artanh(r / c)         r = saturating_ratio(1 - driver/driver of the control arm), |r| < c
    height        ln(height / first height)
    water         change of the nucleus's water fraction
    living cells  ln(share + floor)     injected cells alive over those that stayed

The first visit is the start, where nothing has changed, and is left out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.course.action import DiscAction
from pulposus.library import value
from pulposus.symptoms.draws import TOPIC
from pulposus.symptoms.mechanism import saturating_ratio
from pulposus.trial.disc.actions import ArmActions
from pulposus.trial.disc.courses import Solved
from pulposus.trial.disc.lights import Lights

Float = NDArray[np.float64]
ALIVE_FLOOR = 1e-3  # share of living cells below which differences do not count


@dataclass(frozen=True)
class Layout:
    """Which numbers stand side by side: a block of (visits - 1) for each arm's response, then for each action."""

    arms: dict[str, ArmActions]
    actions: tuple[DiscAction, ...]
    visits: int

    @property
    def speaking(self) -> tuple[str, ...]:
        """Arms whose response is not zero by definition."""
        return tuple(key for key, arm in self.arms.items() if not arm.silent)

    @property
    def celled(self) -> tuple[int, ...]:
        """Actions that inject cells."""
        return tuple(k for k, action in enumerate(self.actions) if action.injection and action.injection.cells)

    def split(self, outputs: Float) -> tuple[Float, Float, Float, Float]:
        """Responses (n, speaking arms, visits - 1), and by action height and water, and living cells by celled."""
        sizes = np.array([len(self.speaking), len(self.actions), len(self.actions), len(self.celled)])
        blocks = outputs.reshape(len(outputs), int(sizes.sum()), self.visits - 1)
        response, height, water, alive = np.split(blocks, np.cumsum(sizes)[:-1], axis=1)
        return response, height, water, alive

    def ratios(self, pain_driver: Float) -> Float:
        """Responses of the speaking arms from drivers (n, actions, visits), (n, speaking, visits)."""
        number = {action: k for k, action in enumerate(self.actions)}
        pairs = [(number[self.arms[key].part], number[self.arms[key].control]) for key in self.speaking]
        each = [
            saturating_ratio(1 - pain_driver[:, own] / pain_driver[:, other], value(TOPIC, "reference_signal"))
            for own, other in pairs
        ]
        return np.stack(each, axis=1) if each else np.empty((len(pain_driver), 0, self.visits))


def of_solved(layout: Layout, solved: Solved) -> Float:
    """Outputs of discs solved in full, (n, outputs)."""
    found = {name: np.moveaxis(values, 0, 1) for name, values in solved.outcomes.items()}
    height, water = found["height_mm"], found["water_fraction"]
    return _flat(
        _stretch(layout.ratios(found["pain_driver"])),
        np.log(height / height[..., :1]),
        water - water[..., :1],
        np.log(found["live_fraction"][:, layout.celled] + ALIVE_FLOOR),
    )


def of_lights(layout: Layout, lights: Lights) -> Float:
    """What light discs say of the same outputs, (n, outputs); of water they say nothing."""
    given = lights.deposited_1e6[:, layout.celled, None]
    alive = lights.injected_1e6[:, layout.celled] / np.where(given > 0, given, 1.0)
    return _flat(
        _stretch(layout.ratios(lights.pain_driver)),
        np.log(lights.structural),
        np.zeros_like(lights.structural),
        np.log(alive + ALIVE_FLOOR),
    )


def ratios_back(stretched: Float) -> Float:
    """Responses from their endless scale."""
    return value(TOPIC, "effect_ceiling") * np.tanh(stretched)


def alive_back(logarithm: Float) -> Float:
    """Living shares from their endless scale."""
    return np.maximum(np.exp(logarithm) - ALIVE_FLOOR, 0.0)


def _stretch(ratios: Float) -> Float:
    return np.asarray(np.arctanh(ratios / value(TOPIC, "effect_ceiling")))


def _flat(*blocks: Float) -> Float:
    """Blocks (n, k, visits) without the first visit, side by side."""
    return np.concatenate([block[..., 1:] for block in blocks], axis=1).reshape(len(blocks[0]), -1)

"""Mechanism: what a treatment adds beyond the control arm of its own setting.

The disc model gives a signal s(t): by how much the pain driver (catabolic index weighted by innervation, and
stress) lies below that of the same disc, same draw, under the control arm, as a share of it. The effect is

    change(t) = -E r(s(t)/s_ref),   r(x) = c x / (c - 1 + |x|)

with E the gain in points at the reference signal, r(0) = 0, r(1) = 1 and |r| below the ceiling c. E is drawn
independently of the disc and may be zero or a harm: structure and pain can part ways, as they do in trials.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pulposus.errors import InputError
from pulposus.library.load import value
from pulposus.symptoms.draws import TOPIC

Float = NDArray[np.float64]


def saturating_ratio(signal: Float, reference: float) -> Float:
    """Response to a signal as a multiple of the response to the reference signal, any shape."""
    ceiling = value(TOPIC, "effect_ceiling")
    x = signal / reference
    return np.asarray(ceiling * x / (ceiling - 1 + np.abs(x)))


def latent_effect(signal: Float, effect: Float, reference_signal: float | None = None) -> Float:
    """Change of pain and ODI on the endless line: (n, m, 2) from a signal (n, m); negative is better.

    Args:
        signal: of the disc.
        effect: (n, 2) gain at the reference signal.
        reference_signal: the library's when None.

    Raises:
        InputError: when the reference signal is not positive.
    """
    reference = value(TOPIC, "reference_signal") if reference_signal is None else reference_signal
    if not (np.isfinite(reference) and reference > 0):
        raise InputError(
            f"reference_signal is {reference}; give a positive relative reduction of the pain driver at 12 months."
        )
    return np.asarray(-effect[:, None, :] * saturating_ratio(signal, reference)[:, :, None])

"""Slabs with one reacting solute, u'' = rate(u) on 0 < x < 1, u'(0) = 0, u(1) = 1: the value in the middle."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import quad, solve_ivp
from scipy.optimize import brentq

Float = NDArray[np.float64]


def zero_order(rate: float, place: Float | float = 0.0) -> Float:
    """u of u'' = rate: 1 - rate (1 - x^2) / 2."""
    return np.asarray(1 - rate * (1 - np.asarray(place) ** 2) / 2)


def first_order(thiele: float, place: Float | float = 0.0) -> Float:
    """u of u'' = thiele^2 u: cosh(thiele x) / cosh(thiele)."""
    return np.asarray(np.cosh(thiele * np.asarray(place)) / np.cosh(thiele))


def first_order_effectiveness(thiele: float) -> float:
    """Use of the whole slab over that of one where u = 1 everywhere: tanh(thiele) / thiele."""
    return float(np.tanh(thiele) / thiele)


@cache
def michaelis_menten(strength: float, half: float) -> tuple[float, float]:
    """u(0) and u'(1) of u'' = a u / (K + u), by quadrature of the first integral.

    u'^2 / 2 = G(u) - G(u0) with G = a (u - K ln(K + u)); with u = u0 + s^2 the time of travel from u0 to 1,
    the integral of 2 s / sqrt(2 (G(u) - G(u0))) ds, is 1.
    """

    def climbed(gap: float, start: float) -> float:
        """u'^2 at u = start + gap."""
        share = gap / (half + start)
        # gap - half log1p(share), written so that a small gap is no difference of large numbers.
        return float(2 * strength * (share * start + half * (share - np.log1p(share))))

    def travelled(start: float) -> float:
        def speed(s: float) -> float:
            slow = np.sqrt(2 * strength * start / (half + start))  # limit of sqrt(climbed) / s at s = 0
            return float(2 / slow if s < 1e-7 else 2 * s / np.sqrt(climbed(s**2, start)))

        return float(quad(speed, 0, np.sqrt(1 - start), epsabs=1e-13, epsrel=1e-13)[0])

    centre = brentq(lambda start: travelled(start) - 1, 1e-2, 1 - 1e-6, xtol=1e-14)
    return float(centre), float(np.sqrt(climbed(1 - centre, centre)))


def michaelis_menten_profile(strength: float, half: float) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Places and values of the same slab for drawing, integrated from the middle outward to 1e-10."""
    centre, _ = michaelis_menten(strength, half)
    places = np.linspace(0, 1, 61)
    path = solve_ivp(
        lambda _x, y: [y[1], strength * y[0] / (half + y[0])], (0, 1), [centre, 0.0],
        t_eval=places, method="DOP853", rtol=1e-10, atol=1e-12,
    )  # fmt: skip
    return tuple(places.tolist()), tuple(path.y[0].tolist())

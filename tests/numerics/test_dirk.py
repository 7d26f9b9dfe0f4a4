"""Runge-Kutta tableaus against their order conditions, and on an equation with a known answer."""

from __future__ import annotations

import numpy as np
import pytest

from pulposus.numerics.dirk import BACKWARD_EULER, ESDIRK3, TR_BDF2, Tableau, next_step

ALL = [BACKWARD_EULER, TR_BDF2, ESDIRK3]


@pytest.mark.parametrize("method", ALL, ids=lambda m: m.name)
def test_order_conditions(method: Tableau) -> None:
    b, c, a = method.a[-1], method.c, method.a
    conditions = {1: [(b.sum(), 1)], 2: [(b @ c, 1 / 2)], 3: [(b @ c**2, 1 / 3), (b @ (a @ c), 1 / 6)]}
    for order in range(1, method.order + 1):
        for found, wanted in conditions[order]:
            assert found == pytest.approx(wanted, abs=1e-12)


@pytest.mark.parametrize("method", [TR_BDF2, ESDIRK3], ids=lambda m: m.name)
def test_companion_is_of_the_neighbouring_order(method: Tableau) -> None:
    b = method.a[-1] - method.error
    assert b.sum() == pytest.approx(1, abs=1e-12)
    assert b @ method.c == pytest.approx(1 / 2, abs=1e-12)
    third = b @ method.c**2 == pytest.approx(1 / 3, abs=1e-10)
    assert third == (method is TR_BDF2)


@pytest.mark.parametrize("method", ALL, ids=lambda m: m.name)
def test_l_stable(method: Tableau) -> None:
    """R(z) = 1 + z b (I - z A)^-1 1 vanishes far to the left and never exceeds 1 on the imaginary axis."""
    ones = np.ones(len(method.a))

    def R(z: complex) -> complex:
        return complex(1 + z * method.a[-1] @ np.linalg.solve(np.eye(len(ones)) - z * method.a, ones))

    assert abs(R(-1e7)) < 1e-5
    assert all(abs(R(1j * y)) <= 1 + 1e-9 for y in np.logspace(-2, 4, 60))


@pytest.mark.parametrize("method", ALL, ids=lambda m: m.name)
def test_observed_order_on_decay(method: Tableau) -> None:
    """y' = -y^2 from 1 is 1/(1 + t); each stage by a scalar root."""

    def end(n: int) -> float:
        y, h = 1.0, 1.0 / n
        for _ in range(n):
            rates = [y**2] if method.a[0, 0] == 0 else []
            for i in method.implicit:
                known = y - h * sum(method.a[i, j] * rates[j] for j in range(len(rates)))
                g = method.gamma * h
                stage = (-1 + np.sqrt(1 + 4 * g * known)) / (2 * g)
                rates.append(stage**2)
            y = float(stage)
        return abs(y - 0.5)

    assert np.log2(end(10) / end(20)) == pytest.approx(method.order, abs=0.2)


def test_step_shrinks_after_a_large_error_and_grows_after_a_small_one() -> None:
    assert next_step(1.0, 8.0, 3) < 0.5 < 1.0 < next_step(1.0, 0.1, 3) < 5
    assert next_step(1.0, np.inf, 3) < 0.5

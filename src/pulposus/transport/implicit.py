"""Derivatives of the converged state with respect to everything it was computed from.

With F(x, theta) = 0 at the solution, dx = -J^-1 dF. One more Newton correction x - J^-1 F(x, theta), with x and
J frozen and theta live, leaves the value where it is and carries exactly this derivative, forward and reverse.
J^-1 is applied by the same alternation between oxygen and glucose as in the solve.
"""

from __future__ import annotations

from collections.abc import Callable

from pulposus.numerics import ninepoint, settings
from pulposus.numerics.backend import jax, jnp
from pulposus.transport.laws.metabolism import RateConstants
from pulposus.transport.problem import Fields, Problem, glucose_use, oxygen_use, residuals

Array = jax.Array


def with_derivative(live: Problem, c: RateConstants, x: Fields, n: int, m: int) -> Fields:
    """``x`` solves ``live``; returns it with its first derivative attached. (n, m) counts the free nodes."""
    x, q = jax.lax.stop_gradient((x, live))
    p = q.parameters
    inner, degree = ninepoint.restrict(q.edges, n, m), ninepoint.degree(q.edges)[:n, :m]
    # Boundary values are inputs, so they come from the live problem.
    moving = Fields(*(b.at[:n, :m].set(f[:n, :m]) for f, b in zip(x, live.boundary, strict=True)))
    f_o, f_g, f_w = (f[:n, :m] for f in residuals(moving, live, c))

    def slope(use: Callable[[Fields, Problem, RateConstants], Array], field: int) -> Array:
        tangent = Fields(*(jnp.full_like(f, k == field) for k, f in enumerate(x)))
        return jax.jvp(lambda v: use(v, q, c), (x,), (tangent,))[1][:n, :m]

    o_o, o_g, o_w = (slope(oxygen_use, k) / p.oxygen_diffusivity_mm2_day for k in range(3))
    g_o, g_g, g_w = (slope(glucose_use, k) / p.glucose_diffusivity_mm2_day for k in range(3))

    def inverse(extra: Array) -> Callable[[Array], Array]:
        def matrix(v: Array) -> Array:
            return ninepoint.laplacian(inner, v) + (degree + extra - ninepoint.degree(inner)) * v

        def solve(_: Callable[[Array], Array], b: Array) -> Array:
            return ninepoint.solve(degree + extra, inner, b)

        def apply(b: Array) -> Array:
            out: Array = jax.lax.custom_linear_solve(matrix, b, solve, symmetric=True)
            return out

        return apply

    oxygen, glucose = inverse(o_o), inverse(g_g)
    d_w = inverse(jnp.zeros_like(degree))(-f_w)

    def sweep(d: tuple[Array, Array], _: None) -> tuple[tuple[Array, Array], None]:
        d_o = oxygen(-f_o - o_g * d[1] - o_w * d_w)
        return (d_o, glucose(-f_g - g_o * d_o - g_w * d_w)), None

    start = (jnp.zeros_like(degree), jnp.zeros_like(degree))
    (d_o, d_g), _ = jax.lax.scan(sweep, start, None, length=settings.TRANSPORT_DERIVATIVE_SWEEPS)
    return Fields(*(f.at[:n, :m].add(d) for f, d in zip(moving, (d_o, d_g, d_w), strict=True)))

"""The standard bivariate normal distribution, differentiable.

Drezner and Wesolowsky (1990): with h, k the limits and r the correlation,

    P = Phi(h) Phi(k) + 1/(2 pi) int_0^asin(r) exp(-(h^2 - 2 h k sin t + k^2) / (2 cos^2 t)) dt

by Gauss-Legendre quadrature. Source: doi 10.1080/00949659008811236.
"""

from __future__ import annotations

import numpy as np

from pulposus.numerics.backend import Array, jax, jnp
from pulposus.numerics.settings import BIVARIATE_NODES

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(BIVARIATE_NODES)


def both_below(h: Array, k: Array, correlation: Array) -> Array:
    """Chance that both standard normals lie below their limits; all of one shape."""
    half = jnp.arcsin(correlation)[..., None] / 2
    angle = half * (1 + _NODES)
    sine, cosine2 = jnp.sin(angle), jnp.cos(angle) ** 2
    # Limits beyond any score are brought near: there both tails are gone, and infinities would make NaN of it.
    far = jnp.sqrt(jnp.finfo(jnp.float64).max) ** 0.125
    a, b = (jnp.clip(x, -far, far)[..., None] for x in (h, k))
    density = jnp.exp(-(a**2 - 2 * a * b * sine + b**2) / (2 * cosine2))
    area = (half * (density * _WEIGHTS)).sum(axis=-1)
    return jax.scipy.special.ndtr(h) * jax.scipy.special.ndtr(k) + area / (2 * jnp.pi)

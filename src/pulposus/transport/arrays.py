"""What the pure functions of transport accept: NumPy or JAX arrays."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pulposus.numerics.backend import jax

Real = jax.Array | NDArray[np.float64]

"""JAX set up once: float64, CPU, and a compilation cache on disk that makes the second run fast.

Import ``jax`` and ``jnp`` from here, never directly, so that no array is made before float64 is on.
"""

from __future__ import annotations

import os
from typing import Any

import numpy as np
import platformdirs
from numpy.typing import ArrayLike, NDArray

os.environ.setdefault("JAX_PLATFORMS", "cpu")

import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)
jax.config.update("jax_compilation_cache_dir", platformdirs.user_cache_dir("pulposus"))
jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.2)
jax.config.update("jax_persistent_cache_min_entry_size_bytes", 0)

# What a compiled function takes: arrays made by either library.
Array = jax.Array | NDArray[np.float64]

__all__ = ["Array", "jax", "jnp", "library_of"]


def library_of(*arrays: ArrayLike) -> Any:
    """``jax.numpy`` where one of the arrays is JAX's own or is being traced by it, NumPy otherwise.

    For formulae that a fit differentiates and that tables of people pass through once: there each operation by itself
    would be compiled, which takes a thousand times as long as computing it.
    """
    return jnp if any(isinstance(array, jax.Array) for array in arrays) else np

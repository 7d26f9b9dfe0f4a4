"""The state of a batch of discs: per element of the reduced mesh, and per disc."""

from __future__ import annotations

from typing import NamedTuple

from pulposus.numerics.backend import Array, jnp


class State(NamedTuple):
    """Biology at one moment. Element arrays (b, n_r - 1, n_z - 1); disc arrays (b,). All non-negative.

    A NamedTuple, not a dataclass, because compiled functions take and return it.
    """

    healthy_1e6_mL: Array
    """Healthy native cells per tissue volume."""
    senescent_1e6_mL: Array
    """Senescent native cells: they live and feed, make little matrix and feed inflammation."""
    undifferentiated_1e6_mL: Array
    """Injected cells before differentiation."""
    differentiated_1e6_mL: Array
    """Injected cells after differentiation to a disc-like state."""
    gag: Array
    """Glycosaminoglycan over its value at the start (1)."""
    catabolic: Array
    """Catabolic index over this disc's value at the start (1)."""
    anabolic: Array
    """Anabolic factor over its value at the start (1)."""
    innervation: Array
    """Innervation over its value at the start (1)."""
    structural_loss: Array
    """Share of the initial height lost to structural damage since the start (0 to 1)."""

    @property
    def native_1e6_mL(self) -> Array:
        """All living native cells."""
        return self.healthy_1e6_mL + self.senescent_1e6_mL

    @property
    def injected_1e6_mL(self) -> Array:
        """All living injected cells."""
        return self.undifferentiated_1e6_mL + self.differentiated_1e6_mL


def initial(native_1e6_mL: Array, senescent_fraction: Array) -> State:
    """A disc before treatment: ``native_1e6_mL`` (b, ...) cells, a share (b,) of them senescent."""
    share = senescent_fraction[:, None, None]
    none = jnp.zeros_like(native_1e6_mL)
    one = jnp.ones_like(senescent_fraction)
    return State(
        healthy_1e6_mL=native_1e6_mL * (1 - share),
        senescent_1e6_mL=native_1e6_mL * share,
        undifferentiated_1e6_mL=none,
        differentiated_1e6_mL=none,
        gag=jnp.ones_like(native_1e6_mL),
        catabolic=one,
        anabolic=one,
        innervation=one,
        structural_loss=jnp.zeros_like(one),
    )

"""The state of a batch of discs: per element of a mesh, and per disc. The mesh may be the reduced or the 3-D one."""

from __future__ import annotations

from typing import NamedTuple

from pulposus.numerics.backend import Array, jnp


class State(NamedTuple):
    """Biology at one moment. Element arrays (b, ...) over any mesh; disc arrays (b,). All non-negative.

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
    collagen: Array
    """Intact collagen over its value at the start (1)."""
    catabolic: Array
    """Catabolic index over this disc's value at the start (1)."""
    anabolic: Array
    """Anabolic factor over its value at the start (1)."""
    innervation: Array
    """How far nerves reach into the disc (0 to 1)."""
    structural_loss: Array
    """Share of the initial height lost to structural damage since the start (0 to 1)."""
    carrier: Array
    """Carrier left over what was injected (0 to 1)."""
    steroid: Array
    """Share of the catabolic source that a drug in the disc blocks (0 to 1)."""
    modic: Array
    """Probability of Modic change beside the disc (0 to 1)."""

    @property
    def native_1e6_mL(self) -> Array:
        """All living native cells."""
        return self.healthy_1e6_mL + self.senescent_1e6_mL

    @property
    def injected_1e6_mL(self) -> Array:
        """All living injected cells."""
        return self.undifferentiated_1e6_mL + self.differentiated_1e6_mL


def per_element(disc: Array, like: Array) -> Array:
    """A disc array (b,) as (b, 1, ...) so that it broadcasts over the elements of ``like``."""
    return jnp.reshape(disc, (-1, *([1] * (like.ndim - 1))))


def initial(native_1e6_mL: Array, senescent_fraction: Array, innervation: Array, modic: Array) -> State:
    """A disc before treatment: ``native_1e6_mL`` (b, ...) cells, a share (b,) of them senescent."""
    native = jnp.asarray(native_1e6_mL)
    share = per_element(jnp.asarray(senescent_fraction), native)
    none = jnp.zeros_like(native)
    one = jnp.ones_like(jnp.asarray(senescent_fraction))
    nothing = jnp.zeros_like(one)
    return State(
        healthy_1e6_mL=native * (1 - share),
        senescent_1e6_mL=native * share,
        undifferentiated_1e6_mL=none,
        differentiated_1e6_mL=none,
        gag=jnp.ones_like(native),
        collagen=jnp.ones_like(native),
        catabolic=one,
        anabolic=one,
        innervation=jnp.asarray(innervation) * one,
        structural_loss=nothing,
        carrier=nothing,
        steroid=nothing,
        modic=jnp.asarray(modic) * one,
    )

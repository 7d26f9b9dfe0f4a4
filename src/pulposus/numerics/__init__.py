"""Numerical ground: JAX in float64 with a persistent compilation cache, and the block solver."""

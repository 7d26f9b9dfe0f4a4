"""Numerical settings: tolerances and iteration limits. None of them is a property of the world."""

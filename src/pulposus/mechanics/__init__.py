"""Finite-strain swelling equilibrium of the disc: laws, elements, solver, prestress."""

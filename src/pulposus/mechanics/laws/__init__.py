"""The laws of disc tissue, each written once as a pointwise function: the 3-D and the reduced mesh share them.

Energies are per reference volume (MPa = mJ/mm3) and functions of the deformation gradient F (3, 3); stresses and
tangents follow by automatic differentiation.
"""

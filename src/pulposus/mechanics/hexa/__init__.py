"""Finite-strain mechanics on hexahedra: displacement and fluid potential, any mesh, the laws of the folder above.

>>> from pulposus.mechanics.hexa import Block, Curve, Model, Plate, march
"""

from pulposus.mechanics.hexa.march import Step, march
from pulposus.mechanics.hexa.model import Block, Curve, Load, Model, Plate, Potential
from pulposus.mechanics.hexa.state import State

__all__ = ["Block", "Curve", "Load", "Model", "Plate", "Potential", "State", "Step", "march"]

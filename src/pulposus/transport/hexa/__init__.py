"""Transport on any hexahedral mesh.

>>> from pulposus.transport.hexa import Held, pose, solve_steady, transport_mesh
"""

from pulposus.transport.hexa.adjoint import gradient
from pulposus.transport.hexa.disc import disc_problem
from pulposus.transport.hexa.mesh import TransportMesh, transport_mesh
from pulposus.transport.hexa.problem import Held, Inputs, NutrientProblem, member, pose
from pulposus.transport.hexa.solute import SoluteField, solve_solute
from pulposus.transport.hexa.steady import HexNutrients, solve_steady
from pulposus.transport.hexa.timestep import State
from pulposus.transport.hexa.transient import HexTransient, solve_transient
from pulposus.transport.hexa.viability import HexViability, project_death, published_death, solve_viability

__all__ = [
    "Held",
    "HexNutrients",
    "HexTransient",
    "HexViability",
    "Inputs",
    "NutrientProblem",
    "SoluteField",
    "State",
    "TransportMesh",
    "disc_problem",
    "gradient",
    "member",
    "pose",
    "project_death",
    "published_death",
    "solve_solute",
    "solve_steady",
    "solve_transient",
    "solve_viability",
    "transport_mesh",
]

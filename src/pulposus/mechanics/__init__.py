"""Finite-strain swelling equilibrium of the disc: laws, elements, solver, prestress.

>>> parameters = sample_parameters(64, seed=1)
>>> reference = prestress(measured_mesh, measured_tissue, parameters, supine_load_MPa)
>>> day = equilibrate(reference.mesh, reference.tissue, parameters, load_MPa)
"""

from pulposus.mechanics.equilibrium import Equilibrium, equilibrate
from pulposus.mechanics.material import Laws
from pulposus.mechanics.parameters import MechanicsParameters
from pulposus.mechanics.reference import Prestress, prestress

sample_parameters = MechanicsParameters.sample

__all__ = ["Equilibrium", "Laws", "MechanicsParameters", "Prestress", "equilibrate", "prestress", "sample_parameters"]

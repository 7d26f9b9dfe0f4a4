"""Transport: oxygen, glucose and lactate (with pH) in the loaded disc, quasi-steady, batched.

>>> from pulposus.transport import nutrients, sample_boundary, sample_parameters
"""

from pulposus.transport.boundary import Boundary, published_boundary, sample_boundary
from pulposus.transport.nutrients import Nutrients, nutrients
from pulposus.transport.parameters import CellType, TransportParameters, published_parameters, sample_parameters
from pulposus.transport.steady import Solution, steady_state

__all__ = [
    "Boundary",
    "CellType",
    "Nutrients",
    "Solution",
    "TransportParameters",
    "nutrients",
    "published_boundary",
    "published_parameters",
    "sample_boundary",
    "sample_parameters",
    "steady_state",
]

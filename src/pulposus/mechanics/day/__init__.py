"""The disc in time: displacement and fluid potential under a programme of loads, on the reduced mesh.

>>> history = follow(mesh, tissue, parameters, flow, [Phase(0.54, 16), Phase(0.11, 8)] * 3,
...                  start_nodes_mm=rest.nodes_mm, start_load_MPa=0.12)
>>> day = standard_day(mesh, tissue, parameters, flow, start_nodes_mm=rest.nodes_mm, start_load_MPa=0.12)
"""

from pulposus.mechanics.day.parameters import FlowParameters
from pulposus.mechanics.day.programme import History, Phase, follow
from pulposus.mechanics.day.standard import Day, creep_and_recovery, standard_day
from pulposus.mechanics.day.system import Edges

__all__ = ["Day", "Edges", "FlowParameters", "History", "Phase", "creep_and_recovery", "follow", "standard_day"]

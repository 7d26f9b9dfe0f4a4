"""Transport of one neutral solute as FEBio's multiphasic module."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from pulposus.library import value
from pulposus.problem.febio_laws import multiphasic, number
from pulposus.problem.febio_mesh import Part
from pulposus.problem.febio_parts import solver
from pulposus.problem.posed import Posed
from pulposus.units import PA_PER_MPA

TRANSIENT_STEPS = 100


class Transport:
    """Multiphasic: one neutral solute in a solid that is held."""

    def __init__(self, posed: Posed, parts: list[Part]) -> None:
        self.posed, self.parts = posed, parts

    def xml(self, mesh: str, axes: str) -> str:
        """Everything inside <febio_spec>, around the mesh (a solute needs no local axes)."""
        problem = self.posed.problem
        steady = problem.programme.kind == "steady"
        materials = "".join(
            multiphasic(self.posed, part.domain, part.name, k, steady) for k, part in enumerate(self.parts, 1)
        )
        gas = value("mechanics", "gas_constant_J_molK") / PA_PER_MPA
        thermal = gas * problem.temperature_K
        end = problem.programme.end_s or 1.0
        steps = 1 if steady else TRANSIENT_STEPS
        boundary = [
            '<bc name="held" node_set="all_nodes" type="zero displacement"><x_dof>1</x_dof><y_dof>1</y_dof>'
            "<z_dof>1</z_dof></bc>\n"
        ]
        for k, item in enumerate(problem.concentrations, 1):
            mM = item.concentration_mM or 0.0
            where = f"node_set={quoteattr(item.nodes)}"
            # FEBio's fluid pressure is effective: p - RT sum of concentrations.
            boundary.append(
                f'<bc name="pressure_{k}" {where} type="prescribed fluid pressure">'
                f"<value>{number(-thermal * mM)}</value><relative>0</relative></bc>\n"
                f'<bc name="concentration_{k}" {where} type="prescribed concentration">'
                f"<dof>c1</dof><value>{number(mM)}</value><relative>0</relative></bc>\n"
            )
        held = max(item.concentration_mM or 0.0 for item in problem.concentrations)
        start = held if problem.initial is None else problem.initial.concentration_mM or 0.0
        return (
            f'<Module type="multiphasic"/>\n<Control><analysis>{"STEADY-STATE" if steady else "TRANSIENT"}</analysis>'
            f"<time_steps>{steps}</time_steps><step_size>{number(end / steps)}</step_size>\n"
            f"{solver('multiphasic', '<ctol>0.0001</ctol>')}\n</Control>\n"
            f"<Globals><Constants><T>{number(problem.temperature_K)}</T><R>{number(gas)}</R><Fc>9.6485e-05</Fc></Constants>\n"
            '<Solutes><solute id="1" name="solute"><charge_number>0</charge_number><molar_mass>1</molar_mass>'
            f"<density>1</density></solute></Solutes></Globals>\n<Material>\n{materials}</Material>\n{mesh}{axes}"
            f"<Boundary>\n{''.join(boundary)}</Boundary>\n<Initial>\n"
            '<ic name="c_start" node_set="all_nodes" type="initial concentration"><dof>c1</dof>'
            f'<value>{number(start)}</value></ic>\n<ic name="p_start" node_set="all_nodes" '
            f'type="initial fluid pressure"><value>{number(-thermal * start)}</value></ic>\n</Initial>\n'
            '<Output>\n<plotfile type="febio"><var type="effective solute concentration"/></plotfile>\n</Output>\n'
        )

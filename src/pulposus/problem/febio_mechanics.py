"""Mechanics as FEBio's biphasic module."""

from __future__ import annotations

import math
from xml.sax.saxutils import quoteattr

from pulposus.errors import InputError
from pulposus.library import value
from pulposus.problem.conditions import Motion, PlateInput
from pulposus.problem.febio_laws import biphasic, number
from pulposus.problem.febio_mesh import Part
from pulposus.problem.febio_parts import Curves, solver, text
from pulposus.problem.posed import Posed
from pulposus.units import PA_PER_MPA

# FEBio's name of each motion of a rigid body.
MOTIONS = {"x": "x", "y": "y", "z": "z", "rx": "Ru", "ry": "Rv", "rz": "Rw"}
FIXED = {"x": "Rx", "y": "Ry", "z": "Rz", "rx": "Ru", "ry": "Rv", "rz": "Rw"}
# Steps of the exported analysis: a decade of time takes a dozen; the end is reached in at least sixteen.
GROWTH, LAST_STEPS, FIRST_SHARE = 0.2, 16, 0.1
MM_PER_M = 1e3


class Mechanics:
    """Biphasic: displacement and fluid pressure, which is the fluid potential here."""

    def __init__(self, posed: Posed, parts: list[Part]) -> None:
        self.posed, self.parts, self.curves = posed, parts, Curves(posed)

    def xml(self, mesh: str, axes: str) -> str:
        """Everything inside <febio_spec>, around the mesh and the local axes.

        Raises:
            InputError: a start that FEBio input cannot state, or a law that it lacks.
        """
        if self.posed.problem.programme.start == "swollen":
            raise InputError(
                f"{self.posed.name}: programme.start: found 'swollen', which one FEBio analysis cannot state; use "
                "'reference' for the export, or export the swelling alone."
            )
        control = self._control()
        materials = "".join(
            biphasic(self.posed, part.domain, part.name, k, part.angle_rad) for k, part in enumerate(self.parts, 1)
        )
        plates = "".join(self._plate(k, plate) for k, plate in enumerate(self.posed.problem.plates))
        boundary, rigid, loads = self._boundary(), self._rigid(), self._loads()
        return (
            f'<Module type="biphasic"/>\n{control}{self._globals()}<Material>\n{materials}{plates}</Material>\n'
            f"{mesh}{axes}{boundary}{rigid}{loads}{self.curves.xml()}"
            '<Output>\n<plotfile type="febio"><var type="displacement"/><var type="effective fluid pressure"/>'
            '<var type="stress"/></plotfile>\n</Output>\n'
        )

    def _globals(self) -> str:
        # J/(mol K) is 1e-9 N mm/(nmol K), and nmol/mm3 is mM: MPa per mM and K.
        gas = value("mechanics", "gas_constant_J_molK") / PA_PER_MPA
        return (
            f"<Globals><Constants><T>{number(self.posed.problem.temperature_K)}</T><R>{number(gas)}</R><Fc>0</Fc>"
            "</Constants></Globals>\n"
        )

    def _control(self) -> str:
        programme = self.posed.problem.programme
        if programme.end_s is None:
            return (
                "<Control><analysis>STEADY-STATE</analysis><time_steps>10</time_steps><step_size>0.1</step_size>\n"
                f'<time_stepper type="default"><max_retries>8</max_retries><dtmin>1e-3</dtmin></time_stepper>\n'
                f"{solver('biphasic')}\n</Control>\n"
            )
        end = programme.end_s
        knots = sorted({t for points in self.posed.problem.curves.values() for t, _ in points if 0 < t <= end})
        first = programme.first_step_s or FIRST_SHARE * min([*knots, programme.times()[0]])
        steps, at = [(0.0, first)], first / GROWTH
        while at < end:
            steps.append((at, min(GROWTH * at, end / LAST_STEPS)))
            at *= 10
        steps.append((end, end / LAST_STEPS))
        most = self.curves.own("time step", tuple(steps))
        return (
            f"<Control><analysis>TRANSIENT</analysis><time_steps>{round(end / first)}</time_steps>"
            f"<step_size>{number(first)}</step_size>\n<plot_level>PLOT_MAJOR_ITRS</plot_level>"
            "<output_level>OUTPUT_MAJOR_ITRS</output_level>\n"
            '<time_stepper type="default"><max_retries>8</max_retries><opt_iter>12</opt_iter>'
            f"<dtmin>{number(first / 1000)}</dtmin><dtmax{most}>1</dtmax><aggressiveness>0</aggressiveness>"
            f"<cutback>0.5</cutback></time_stepper>\n{solver('biphasic')}\n</Control>\n"
        )

    def _plate(self, k: int, plate: PlateInput) -> str:
        centre = ",".join(number(x) for x in self.posed.centre_mm(plate))
        return (
            f'<material id="{len(self.parts) + 1 + k}" name={quoteattr(plate.name)} type="rigid body">'
            f"<density>1</density><center_of_mass>{centre}</center_of_mass></material>\n"
        )

    def _boundary(self) -> str:
        problem = self.posed.problem
        out = ["<Boundary>\n"]
        for k, item in enumerate(problem.fixed):
            dofs = "".join(f"<{c}_dof>{int(c in item.components)}</{c}_dof>" for c in "xyz")
            out.append(
                f'<bc name="fixed_{k + 1}" node_set={quoteattr(item.nodes)} type="zero displacement">{dofs}</bc>\n'
            )
        for plate in problem.plates:
            out.append(
                f"<bc name={quoteattr(f'{plate.name}_nodes')} node_set={quoteattr(plate.nodes)} "
                f'type="rigid"><rb>{text(plate.name)}</rb></bc>\n'
            )
        for k, drain in enumerate(problem.potential):
            head = f'<bc name="potential_{k + 1}" node_set={quoteattr(drain.nodes)}'
            if drain.value_MPa == 0:
                out.append(f'{head} type="zero fluid pressure"/>\n')
            else:
                curve = self.curves.attribute(drain.curve)
                out.append(
                    f'{head} type="prescribed fluid pressure"><value{curve}>{number(drain.value_MPa)}</value>'
                    "<relative>0</relative></bc>\n"
                )
        return "".join([*out, "</Boundary>\n"])

    def _rigid(self) -> str:
        out = []
        for plate in self.posed.problem.plates:
            moves = plate.moves()
            fixed = "".join(f"<{FIXED[m]}_dof>{int(moves[m].state == 'fixed')}</{FIXED[m]}_dof>" for m in FIXED)
            out.append(
                f"<rigid_bc name={quoteattr(f'{plate.name}_fixed')} "
                f'type="rigid_fixed"><rb>{text(plate.name)}</rb>{fixed}</rigid_bc>\n'
            )
            out += [self._driven(plate, name, move) for name, move in moves.items() if move.state is None]
        return f"<Rigid>\n{''.join(out)}</Rigid>\n" if out else ""

    def _driven(self, plate: PlateInput, name: str, move: Motion) -> str:
        curve = self.curves.attribute(move.curve)
        head = f'name={quoteattr(f"{plate.name}_{name}")} type="rigid_'
        body = f"><rb>{text(plate.name)}</rb><dof>"
        if move.to_mm is not None:
            return (
                f'<rigid_bc {head}displacement"{body}{MOTIONS[name]}</dof><value{curve}>{number(move.to_mm)}</value>'
                "<relative>0</relative></rigid_bc>\n"
            )
        if move.to_deg is not None:
            turn = math.radians(move.to_deg)
            return (
                f'<rigid_bc {head}rotation"{body}{MOTIONS[name]}</dof><value{curve}>{number(turn)}</value>'
                "<relative>0</relative></rigid_bc>\n"
            )
        if move.force_N is not None:
            return (
                f'<rigid_load {head}force"{body}{FIXED[name]}</dof><value{curve}>{number(move.force_N)}</value>'
                "<load_type>LOAD</load_type><relative>0</relative></rigid_load>\n"
            )
        assert move.moment_Nm is not None
        return (
            f'<rigid_load {head}moment"{body}{MOTIONS[name]}</dof>'
            f"<value{curve}>{number(move.moment_Nm * MM_PER_M)}</value><relative>0</relative></rigid_load>\n"
        )

    def _loads(self) -> str:
        out = []
        for k, item in enumerate(self.posed.problem.traction):
            curve = self.curves.attribute(item.curve)
            head = f'<surface_load name="traction_{k + 1}" surface={quoteattr(item.faces)}'
            if item.vector_MPa is not None:
                vector = ",".join(number(x) for x in item.vector_MPa)
                out.append(
                    f'{head} type="traction"><scale{curve}>1</scale><traction>{vector}</traction></surface_load>\n'
                )
            else:
                assert item.pressure_MPa is not None
                out.append(
                    f'{head} type="pressure"><pressure{curve}>{number(item.pressure_MPa)}</pressure><linear>1</linear>'
                    "</surface_load>\n"
                )
        return f"<Loads>\n{''.join(out)}</Loads>\n" if out else ""

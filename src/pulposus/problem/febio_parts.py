"""Pieces that FEBio inputs of every physics share: solver settings, load curves, names."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from pulposus.problem.febio_laws import number
from pulposus.problem.posed import Posed


def text(name: str) -> str:
    """A name as the content of an element."""
    return escape(name)


def solver(kind: str, extra: str = "") -> str:
    """Full Newton with a line search left to FEBio; ``extra`` are tolerances of further fields."""
    return (
        f'<solver type="{kind}"><symmetric_stiffness>non-symmetric</symmetric_stiffness><max_refs>25</max_refs>'
        "<diverge_reform>1</diverge_reform><reform_each_time_step>1</reform_each_time_step>"
        f"<dtol>0.001</dtol><etol>0.01</etol><rtol>0</rtol><ptol>0.01</ptol>{extra}"
        '<qn_method type="BFGS"><max_ups>0</max_ups></qn_method></solver>'
    )


class Curves:
    """Load controllers, numbered as they are asked for."""

    def __init__(self, posed: Posed) -> None:
        self._known, self._points = dict(posed.problem.curves), dict[str, tuple[tuple[float, float], ...]]()
        if posed.problem.programme.kind == "swelling":  # the last value counts, approached over the pseudo-time 0 to 1
            self._known = {name: ((0.0, 0.0), (1.0, points[-1][1])) for name, points in self._known.items()}

    def attribute(self, name: str | None) -> str:
        """`` lc="3"`` for a curve, nothing without one."""
        return "" if name is None else self.own(name, self._known[name])

    def own(self, name: str, points: tuple[tuple[float, float], ...]) -> str:
        """As `attribute`, for points that are no curve of the problem."""
        self._points.setdefault(name, points)
        return f' lc="{list(self._points).index(name) + 1}"'

    def xml(self) -> str:
        """<LoadData> with every curve asked for."""
        if not self._points:
            return ""
        out = ["<LoadData>\n"]
        for k, (name, points) in enumerate(self._points.items(), 1):
            listed = "".join(f"<pt>{number(t)},{number(v)}</pt>" for t, v in points)
            out.append(
                f'<load_controller id="{k}" name={quoteattr(name)} type="loadcurve"><interpolate>LINEAR</interpolate>'
                f"<extend>CONSTANT</extend><points>{listed}</points></load_controller>\n"
            )
        return "".join([*out, "</LoadData>\n"])

"""Verification of the calculation: mesh, step and tolerance in the very numbers of the use, and errors of its user."""

from __future__ import annotations

from collections.abc import Sequence

from pulposus.credibility.condition import Condition
from pulposus.credibility.judgement import judged
from pulposus.credibility.results import Moved
from pulposus.credibility.rules.asked import Asked, except_for, short
from pulposus.credibility.rules.code import cases_pass, deed
from pulposus.library import facts

RANGES = "case_ranges"
WORDS = {"mesh": "a mesh twice as fine", "steps": "steps and thresholds at half", "tolerances": "tolerances at a tenth"}


def told(lines: Sequence[Moved], *, refined: bool = False) -> str:
    """What moved by how much of the width of its band, the largest first; with ``refined`` under which refinement."""

    def one(line: Moved) -> str:
        how = f" with {WORDS[line.refined]}" if refined else ""
        return f"{line.quantity} by {percent(_share(line))}{_worst(line)}{how}"

    return short([one(line) for line in sorted(lines, key=_share, reverse=True)], 4)


def percent(share: float) -> str:
    """A share in per cent, to two digits."""
    return "less than 0.01 %" if share < 1e-4 else f"{100 * share:.2g} %"


def _worst(line: Moved) -> str:
    """The single draw that moved most."""
    return f" (single draws up to {percent(line.largest / line.band)})" if line.band > 0 else ""


def _share(line: Moved) -> float:
    if line.band > 0:
        return line.moved / line.band
    return 0.0 if line.moved == 0 else float("inf")


def _of(asked: Asked, refined: str) -> tuple[list[Moved], list[str]]:
    """Lines of the context's quantities under a refinement, and quantities without one."""
    wanted = asked.context.numerical
    lines = [each for each in asked.results.numerics if each.refined == refined and each.quantity in wanted]
    have = {each.quantity for each in lines}
    return lines, [name for name in wanted if name not in have]


def _small(lines: Sequence[Moved]) -> bool:
    return bool(lines) and all(_share(line) < judged("small_share_of_band") for line in lines)


def _limit() -> str:
    return f"less than {100 * judged('small_share_of_band'):.0f} % of its width"


def discretisation(asked: Asked) -> tuple[Condition, ...]:
    """Both refinements done for every quantity; what moved is small."""
    conditions = []
    for refined in ("mesh", "steps"):
        words = WORDS[refined]
        lines, absent = _of(asked, refined)
        done = f"for {short([each.quantity for each in lines])}" if not absent else except_for(absent)
        conditions.append(Condition(1, words, done, not absent))
        conditions.append(Condition(2, f"median and band move by {_limit()} with {words}", told(lines), _small(lines)))
    return tuple(sorted(conditions, key=lambda condition: condition.level))


def solver_error(asked: Asked) -> tuple[Condition, ...]:
    """Tolerances of the verification; tightened for this problem."""
    lines, absent = _of(asked, "tolerances")
    return (
        cases_pass(asked, 1),
        Condition(2, "every quantity with tolerances at a tenth", except_for(absent), not absent),
        Condition(2, f"median and band move by {_limit()} with {WORDS['tolerances']}", told(lines), _small(lines)),
    )


def use_error(asked: Asked) -> tuple[Condition, ...]:
    """Checked inputs; another reader; another laboratory."""
    ranges = len(facts(RANGES))
    return (
        Condition(1, "inputs are checked", f"{ranges} accepted ranges of inputs; a wrong one is refused", ranges > 0),
        Condition(1, "results name their inputs", f"run.json of version {asked.results.software.version}", True),
        deed(2, "second_reader"),
        deed(3, "outside_reproduction"),
    )

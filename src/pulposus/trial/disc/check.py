"""The emulator against discs solved in full that it has not seen, on every run: its error is part of every result."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pulposus.errors import RunError
from pulposus.trial.disc.courses import Solved
from pulposus.trial.disc.emulator import Emulator, Responses
from pulposus.trial.disc.outputs import Layout

if TYPE_CHECKING:
    import pyarrow

Float = NDArray[np.float64]
TOLERANCE_SE = 3.0  # a bias within so many standard errors of it is not told from none
TOLERANCE_RATIO = 0.1  # a bias of the response below it is small beside a typical response of 1
FEWEST_OF_GRADE = 8  # discs of a grade from which its bias is told


@dataclass(frozen=True)
class Agreement:
    """Emulated beside full, one arm at one visit: response as a multiple of that at the reference signal."""

    arm: str
    month: float
    discs: int
    full: float
    """Mean response of the discs in full."""
    bias: float
    """Mean of emulated less full."""
    se: float
    """Standard error of the bias: discs are paired, so only what differs within a disc counts."""
    rmse: float
    """Of single discs; a draw's own rest is in it, since single discs are emulated as draws."""
    r2: float
    """Share of the variance between single discs that the draws tell."""
    full_sd: float
    sd_difference: float
    """SD over discs, emulated less full."""
    grade_bias: float
    """The largest bias among grades that have enough discs, over the SD of the full response."""
    worst_grade: int
    """The grade with that bias; 0 where no grade has enough discs."""

    @property
    def outside(self) -> bool:
        """Whether the bias is more than the emulator may have."""
        return abs(self.bias) > max(TOLERANCE_SE * self.se, TOLERANCE_RATIO)


@dataclass(frozen=True)
class Contrast:
    """Difference of the mean response between two arms at one visit, emulated less full."""

    arm: str
    other: str
    month: float
    full: float
    bias: float
    se: float


@dataclass(frozen=True)
class Check:
    """The whole comparison of one run."""

    agreements: tuple[Agreement, ...]
    contrasts: tuple[Contrast, ...]
    trained_on: int
    failed: int
    """Check discs that did not converge and were left out."""

    @property
    def outside(self) -> tuple[Agreement, ...]:
        """Arms and visits at which the emulator is outside its stated error."""
        return tuple(one for one in self.agreements if one.outside)

    def at(self, arm: str, month: float) -> Agreement:
        """One arm at the visit nearest to a month.

        Raises:
            KeyError: an arm that tells the symptoms nothing through the disc, or that is not there.
        """
        own = [one for one in self.agreements if one.arm == arm]
        if not own:
            raise KeyError(arm)
        return min(own, key=lambda one: abs(one.month - month))

    def points(self, effect_points: float, month: float) -> dict[str, tuple[float, float]]:
        """Bias and its standard error of each arm in points of pain, from the gain at the reference signal."""
        arms = dict.fromkeys(one.arm for one in self.agreements)
        found = {arm: self.at(arm, month) for arm in arms}
        return {arm: (one.bias * effect_points, one.se * effect_points) for arm, one in found.items()}

    def sentence(self, arm: str, month: float) -> str:
        """The agreement of one arm in words."""
        one = self.at(arm, month)
        side = "above" if one.bias >= 0 else "below"
        said = (
            f"The emulated response of arm {arm} at {one.month:g} months is {abs(one.bias):.2f} (SE {one.se:.2f}) "
            f"{side} the full model's {one.full:.2f} in {one.discs} discs that it had not seen"
        )
        return f"{said}: outside its stated error, raise 'discs'." if one.outside else f"{said}."

    def require(self) -> None:
        """Refuse an emulator outside its stated error.

        Raises:
            RunError: naming the worst arm and visit.
        """
        if self.outside:
            worst = max(self.outside, key=lambda one: abs(one.bias))
            raise RunError(
                f"The emulated response of arm {worst.arm} at {worst.month:g} months is {worst.bias:+.2f} off the full "
                f"model's {worst.full:.2f}, outside its stated error; raise 'discs' above {self.trained_on}."
            )

    def table(self) -> pyarrow.Table:
        """A row per arm and visit, for the run folder."""
        import pyarrow as pa

        return pa.Table.from_pylist([asdict(one) | {"outside": one.outside} for one in self.agreements], _schema())


def check(emulator: Emulator, solved: Solved) -> Check:
    """Compare the emulator with discs in full that it was not trained on.

    Each piece of ``solved`` is emulated with its own seed, so that both have the same draws.

    Raises:
        RunError: too few of the discs converged.
    """
    layout = emulator.layout
    emulated = [emulator.respond(traits, seed) for seed, traits in solved.pieces]
    good = np.flatnonzero(solved.converged)
    if len(good) < FEWEST_OF_GRADE:
        raise RunError(f"{len(good)} of {len(solved.converged)} discs of the check converged; raise 'check_discs'.")
    full = layout.ratios(np.moveaxis(solved.outcomes["pain_driver"], 0, 1)[good])
    mine = _ratios(layout, emulated)[good]
    grade = np.concatenate([traits.grade for _, traits in solved.pieces])[good]
    later = range(1, layout.visits)
    return Check(
        agreements=tuple(
            _agreement(arm, solved.visits_months[v], full[:, k, v], mine[:, k, v], grade)
            for k, arm in enumerate(layout.speaking)
            for v in later
        ),
        contrasts=tuple(
            _contrast(layout.speaking, pair, solved.visits_months[v], full[:, pair, v], mine[:, pair, v])
            for pair in combinations(range(len(layout.speaking)), 2)
            for v in later
        ),
        trained_on=emulator.discs,
        failed=len(solved.converged) - len(good),
    )


def _ratios(layout: Layout, emulated: list[Responses]) -> Float:
    """Responses of the speaking arms over all pieces, (n, arms, visits)."""
    each = [np.stack([one.ratio[arm] for arm in layout.speaking], axis=1) for one in emulated if layout.speaking]
    return np.concatenate(each) if each else np.empty((sum(len(one.severity) for one in emulated), 0, layout.visits))


def _agreement(arm: str, month: float, full: Float, mine: Float, grade: NDArray[np.int64]) -> Agreement:
    error, n = mine - full, len(full)
    sd = float(np.std(full, ddof=1))
    enough = [g for g in np.unique(grade) if np.sum(grade == g) >= FEWEST_OF_GRADE]
    by_grade = {int(g): float(np.mean(error[grade == g])) / sd if sd > 0 else 0.0 for g in enough}
    worst = max(by_grade, key=lambda g: abs(by_grade[g])) if by_grade else 0
    return Agreement(
        arm=arm,
        month=month,
        discs=n,
        full=float(np.mean(full)),
        bias=float(np.mean(error)),
        se=float(np.std(error, ddof=1) / np.sqrt(n)),
        rmse=float(np.sqrt(np.mean(error**2))),
        r2=float(1 - np.mean(error**2) / np.var(full)) if sd > 0 else 0.0,
        full_sd=sd,
        sd_difference=float(np.std(mine, ddof=1)) - sd,
        grade_bias=by_grade.get(worst, 0.0),
        worst_grade=worst,
    )


def _contrast(arms: tuple[str, ...], pair: tuple[int, int], month: float, full: Float, mine: Float) -> Contrast:
    theirs = full[:, 1] - full[:, 0]
    error = mine[:, 1] - mine[:, 0] - theirs
    se = float(np.std(error, ddof=1) / np.sqrt(len(error)))
    return Contrast(arms[pair[1]], arms[pair[0]], month, float(np.mean(theirs)), float(np.mean(error)), se)


def _schema() -> pyarrow.Schema:
    import pyarrow as pa

    kinds = {"arm": pa.string(), "discs": pa.int64(), "worst_grade": pa.int64(), "outside": pa.bool_()}
    names = [*Agreement.__dataclass_fields__, "outside"]
    return pa.schema([(name, kinds.get(name, pa.float64())) for name in names])

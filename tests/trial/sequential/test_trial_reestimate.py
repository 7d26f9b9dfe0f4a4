"""Sample-size re-estimation: published sizes, power and the type I error by simulation."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import t as student

from pulposus.errors import InputError
from pulposus.trial.sequential.combine import combined, weights
from pulposus.trial.sequential.conditional import conditional_power
from pulposus.trial.sequential.reestimate import ZONES, adjusted_variance, blinded, needed, promising_zone

Floats = NDArray[np.float64]
Z975 = 1.959963984540054


def test_sizes_are_those_of_blindrecalc() -> None:
    """README of R's blindrecalc: n_fix(setupStudent(alpha = 0.025, beta = 0.2, r = 1, delta = 5), nuisance = c(5, 10,
    15)) is 31.39552, 125.58208, 282.55967."""
    sizes = needed(np.array([5.0, 10.0, 15.0]) ** 2, 5.0, alpha=0.025, sides=1, power=0.8)
    assert sizes.tolist() == [32, 126, 283]
    assert needed(100.0, 5.0, alpha=0.05, sides=2, power=0.8) == 126
    assert needed(100.0, 5.0, alpha=0.025, sides=1, power=0.8, ratio=2.0) == np.ceil(125.58208 * 9 / 8)


def test_the_pooled_variance_is_freed_of_the_effect() -> None:
    """Two arms that differ by just the effect: the expectation of the adjusted variance is the one within arms."""
    rng = np.random.default_rng(1)
    for ratio, treated in ((1.0, 30), (2.0, 40)):
        arm = np.arange(60) < treated
        y = rng.normal(0, 2.0, (20_000, 60)) + 1.5 * arm
        found = adjusted_variance(y.var(axis=1, ddof=1), 60, 1.5, ratio)
        assert found.mean() == pytest.approx(4.0, rel=0.005)
    assert adjusted_variance(5.0, 60, 1.5) == pytest.approx(5.0 - 60 / (4 * 59) * 1.5**2)
    assert adjusted_variance(0.1, 60, 1.5) == 0


def internal_pilot(effect: float, people: int, trials: int, seed: int) -> float:
    """Share of two-arm t tests that reject after a blinded recalculation, by sufficient statistics; SD 10."""
    rng, sd, half = np.random.default_rng(seed), 10.0, people // 2
    mean = rng.normal([0, effect], sd / np.sqrt(half), (trials, 2))
    within = sd**2 * rng.chisquare(half - 1, (trials, 2)).sum(1)
    pooled = (within + half * ((mean - mean.mean(1, keepdims=True)) ** 2).sum(1)) / (people - 1)
    total = blinded(
        pooled, people, 5.0, alpha=0.025, sides=1, power=0.8, planned=people, cap=10_000, adjust=False, may_shrink=True
    )
    more = np.maximum(np.ceil(total / 2).astype(int) - half, 1)
    later = rng.normal([0, effect], sd / np.sqrt(more)[:, None], (trials, 2))
    rest = np.where(more > 1, sd**2 * rng.chisquare(np.maximum(2 * (more - 1), 1)), 0.0)
    n = half + more
    between = (half * more / n)[:, None] * (mean - later) ** 2
    variance = (within + rest + between.sum(1)) / (2 * n - 2)
    joint = (half * mean + more[:, None] * later) / n[:, None]
    statistic = (joint[:, 1] - joint[:, 0]) / np.sqrt(2 * variance / n)
    return float(np.mean(statistic > student.isf(0.025, 2 * n - 2)))


@pytest.mark.parametrize(("people", "power", "level"), [(60, 0.8039, 0.0235), (90, 0.8056, 0.0252)])
def test_blinded_recalculation_keeps_level_and_power(people: int, power: float, level: float) -> None:
    """README of R's blindrecalc: pow() and toer() of the design above with nuisance 10, themselves of 10,000
    simulations (standard errors 0.004 and 0.0016)."""
    assert internal_pilot(5.0, people, 100_000, 1) == pytest.approx(power, abs=0.015)
    found = internal_pilot(0.0, people, 200_000, 2)
    assert found == pytest.approx(level, abs=0.005)
    assert found == pytest.approx(0.025, abs=4 * np.sqrt(0.025 * 0.975 / 200_000))


def enrolled_values(
    rng: np.random.Generator, people: int, gains: tuple[float, ...], shares: tuple[float, ...], out: float
) -> tuple[Floats, NDArray[np.int64]]:
    """Values of people enrolled by shares, SD 30, NaN for who leaves, and their arms."""
    arm = rng.permutation(np.resize(np.repeat(np.arange(len(shares)), np.array(shares, dtype=int)), people))
    value = rng.normal(0, 30.0, people) + np.array(gains)[arm]
    return np.where(rng.random(people) < out, np.nan, value), arm


@pytest.mark.parametrize(
    ("shares", "keep", "out"),
    [((1.0, 1.0), 1, 0.0), ((1.0, 3.0), 1, 0.0), ((1.0, 4.0), 1, 0.0), ((1.0, 1.0), 1, 0.3), ((1.0, 4.0), 1, 0.3),
     ((1.0, 1.0, 1.0), 2, 0.3), ((1.0, 1.0, 1.0), 1, 0.0), ((1.0, 2.0, 2.0), 1, 0.3)],
)  # fmt: skip
def test_blinded_sizes_give_the_power_wanted_whatever_the_shares(
    shares: tuple[float, ...], keep: int, out: float
) -> None:
    """Trials of an effect of 15 with SD 30, person by person: 120 of them with the spread that is expected, then as
    many as the formula asks for."""
    rng, trials, first, ratio = np.random.default_rng(7), 4_000, 120, shares[1] / shares[0]
    gains, left = (0.0, *[15.0] * (len(shares) - 1)), shares[: keep + 1]
    pair_first, pair_later = sum(shares[:2]) / sum(shares), sum(shares[:2]) / sum(left)
    both = first * pair_first
    pooled = 30.0**2 + both / (both - 1) * ratio / (1 + ratio) ** 2 * 15**2
    total = blinded(
        pooled, first, 15.0, alpha=0.05, sides=2, power=0.9, planned=first, cap=5_000,
        ratio=ratio, pair_first=pair_first, pair_later=pair_later, known=1 - out,
    )  # fmt: skip
    shown = 0
    for _ in range(trials):
        early, early_arm = enrolled_values(rng, first, gains, shares, out)
        late, late_arm = enrolled_values(rng, int(total) - first, gains, left, out)
        value, arm = np.concatenate([early, late]), np.concatenate([early_arm, late_arm])
        control, treated = (value[(arm == k) & ~np.isnan(value)] for k in (0, 1))
        z = (treated.mean() - control.mean()) / 30 / np.sqrt(1 / len(control) + 1 / len(treated))
        shown += z > Z975
    assert shown / trials == pytest.approx(0.9, abs=0.018)  # four Monte Carlo errors
    if len(shares) == 2 and out == 0:
        assert total == {1.0: 169, 3.0: 225, 4.0: 263}[ratio]


def test_arms_of_equal_shares_without_drop_out_take_what_two_arms_take() -> None:
    """As before, people of three arms are those of two by 3 / 2."""
    pooled = np.linspace(100, 2_000, 191)
    two = blinded(pooled, 80, 15.0, alpha=0.05, sides=2, power=0.9, planned=80, cap=10_000)
    three = blinded(
        pooled, 120, 15.0, alpha=0.05, sides=2, power=0.9, planned=120, cap=15_000, pair_first=2 / 3, pair_later=2 / 3
    )
    assert np.array_equal(three, -(-two * 3 // 2))


@pytest.mark.parametrize(("z", "planned_power", "total"), [(1.3, 0.54, 604), (1.7, 0.84, 344)])
def test_after_an_arm_is_dropped_the_new_size_gives_the_target(z: float, planned_power: float, total: int) -> None:
    """150 of 300 in three arms, then two: the trial of the two, by simulation with the effect that the look showed."""
    new = promising_zone(
        z, now=150, planned=300, cap=1_200, critical=1.97, target=0.9, threshold=0.3, pair_first=2 / 3, pair_later=1.0
    )
    rng, effect = np.random.default_rng(8), z * np.sqrt(2 / 50)  # SDs, 50 people in each arm

    def power(later: int) -> float:
        each = later / 2
        control, treated = rng.normal([[0.0], [effect]], 1 / np.sqrt(each), (2, 200_000))
        stages = np.stack([np.full(200_000, z), (treated - control) / np.sqrt(2 / each)], axis=-1)
        return float(np.mean(combined(stages, weights([0.5, 1]))[:, 1] > 1.97))

    assert new.conditional_power == pytest.approx(planned_power, abs=0.005)
    assert power(150) == pytest.approx(new.conditional_power, abs=0.004)
    assert new.total == pytest.approx(total, abs=1)
    assert power(int(new.total) - 150) == pytest.approx(0.9, abs=0.004)


def test_the_weighted_test_holds_its_level_where_an_arm_is_dropped() -> None:
    rng, trials = np.random.default_rng(9), 200_000
    first, second = rng.normal(size=trials), rng.normal(size=trials)
    found = promising_zone(
        first, now=150, planned=300, cap=1_200, critical=Z975, target=0.9, threshold=0.3, pair_first=2 / 3
    )
    assert len(np.unique(found.total)) > 100
    weighted = combined(np.stack([first, second], axis=-1), weights([0.5, 1]))[:, 1]
    assert np.mean(weighted > Z975) == pytest.approx(0.025, abs=3.5 * np.sqrt(0.025 * 0.975 / trials))


def test_in_the_promising_zone_the_new_size_gives_the_target() -> None:
    z = np.linspace(-1, 3, 41)
    new = promising_zone(z, now=208, planned=442, cap=884, critical=Z975, target=0.8, threshold=0.365)
    promising = new.zone == ZONES.index("promising")
    assert np.all(new.total[~promising] == 442)
    assert np.all((new.total[promising] >= 442) & (new.total[promising] <= 884))
    free = promising & (new.total < 884)
    assert free.any()
    lacking = (Z975 - z * np.sqrt(208 / 442)) / np.sqrt(1 - 208 / 442)
    shift = z / np.sqrt(208)
    reached = student.sf(lacking - shift * np.sqrt(new.total - 208), 1e9)
    assert np.all(reached[free] >= 0.8 - 1e-6)
    fewer = student.sf(lacking - shift * np.sqrt(new.total - 209), 1e9)
    assert np.all(fewer[free] < 0.8)
    assert new.conditional_power == pytest.approx(conditional_power(z, 208 / 442, Z975))


def test_the_weighted_test_holds_its_level_and_the_plain_one_does_not() -> None:
    rng, trials = np.random.default_rng(4), 200_000
    first, second = rng.normal(size=trials), rng.normal(size=trials)
    new = promising_zone(first, now=100, planned=200, cap=20_000, critical=Z975, target=0.95, threshold=0.001)
    weighted = combined(np.stack([first, second], axis=-1), weights([0.5, 1]))[:, 1]
    plain = (np.sqrt(100) * first + np.sqrt(new.total - 100) * second) / np.sqrt(new.total)
    error = np.sqrt(0.025 * 0.975 / trials)
    assert np.mean(weighted > Z975) == pytest.approx(0.025, abs=3.5 * error)
    assert np.mean(plain > Z975) > 0.025 + 8 * error


def test_wrong_sizes_are_one_sentence() -> None:
    zone = {"now": 100, "planned": 200, "cap": 400, "critical": Z975, "target": 0.8, "threshold": 0.3}
    with pytest.raises(InputError, match="are 100, 80, 400; give rising numbers"):
        promising_zone(1.0, **{**zone, "planned": 80})  # type: ignore[arg-type]
    with pytest.raises(InputError, match=r"0\.9 to 0\.8 is no zone"):
        promising_zone(1.0, **{**zone, "threshold": 0.9})  # type: ignore[arg-type]
    with pytest.raises(InputError, match="The cap 50 of the sample size is below 100"):
        blinded(1.0, 60, 1.0, alpha=0.05, sides=2, power=0.8, planned=100, cap=50)
    with pytest.raises(InputError, match="No sample size shows an effect of 0"):
        needed(1.0, 0.0, alpha=0.05, sides=2, power=0.8)
    with pytest.raises(InputError, match="No variance of 1 people"):
        adjusted_variance(1.0, 1, 0.5)

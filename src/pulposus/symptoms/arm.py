"""An arm of a trial: mean, spread and responders of many participants, in closed form.

Everything that the model adds to a participant's baseline is linear in the baseline, in the true score behind it and in
normal deviations, so the scores of an arm at a visit are normal on the endless line, and what a trial prints of them
follows without drawing people: with y0 the observed baseline, L the line at the visit, e the measurement error,

    L = y0 + reg (T - y0) - fall T + drift + (y0/typical) response + shift + spread,   score = cut(L + e)

Means and SDs are those of a cut normal, the covariance with the baseline is that on the line times the share that is
not cut (Stein), responders are chances below a limit that the baseline sets (``definition``). ``model.simulate`` draws
the same people one by one; a test holds the two together.
"""

from __future__ import annotations

from typing import NamedTuple

from pulposus.library.load import value
from pulposus.numerics.backend import Array, jax, jnp
from pulposus.symptoms import natural
from pulposus.symptoms.baseline import measurement_error_sd, shrinkage
from pulposus.symptoms.context import needle_profile, needle_response, typical_patient
from pulposus.symptoms.draws import TOPIC, both
from pulposus.symptoms.unknowns import ArmUnknowns
from pulposus.units import SCORE_CEILING


class Visit(NamedTuple):
    """One visit of one arm: who they are, when, and in which setting."""

    baseline: Array  # (2,), mean observed pain and ODI
    baseline_sd: Array  # (2,)
    duration_months: Array
    month: Array
    needle: Array  # 1 with a needle or an operation, else 0
    saline: Array  # 1 where the needle brings something into the disc, else 0


class ArmScores(NamedTuple):
    """Scores of an arm on the endless line, measurement error included."""

    baseline: Array  # (2,)
    baseline_covariance: Array  # (2, 2)
    mean: Array  # (2,)
    slope: Array  # (2, 2), of the score on the baseline
    residual: Array  # (2, 2), covariance given the baseline

    @property
    def covariance(self) -> Array:
        """Of the scores at the visit, (2, 2)."""
        return self.slope @ self.baseline_covariance @ self.slope.T + self.residual


def correlated(sd: Array, correlation: float) -> Array:
    """Covariance (2, 2) of pain and ODI from their SDs (2,)."""
    apart = jnp.eye(2)
    return sd[:, None] * sd * (apart + correlation * (1 - apart))


def arm_scores(visit: Visit, unknowns: ArmUnknowns, shift: Array) -> ArmScores:
    """Scores of an arm in one world.

    Args:
        visit: of the arm.
        unknowns: of one draw, arrays that lead with 1.
        shift: (2,) points that the treatment adds on the line beyond its setting.
    """
    together = value(TOPIC, "change_correlation")
    months = jnp.reshape(jnp.asarray(visit.month, dtype=jnp.float64), (1,))
    spread, score_r = both("between_person_sd"), value(TOPIC, "score_correlation")
    gain, left = (one[0] for one in shrinkage(spread, unknowns.reliability, score_r))
    population = unknowns.population_mean[0]
    true = population + gain @ (visit.baseline - population)
    settled = natural.rise(months, unknowns.regression_time)[0, 0]
    lost, drift = (one[0, 0] for one in natural.fall_and_drift(visit.duration_months, months, unknowns))
    profile = needle_profile(months, unknowns)[0, 0]
    mean_response = visit.needle * (needle_response(unknowns)[0] + visit.saline * unknowns.saline_minus_sham[0])
    scale = 1 / typical_patient().scores
    kept = settled - lost  # what the true score counts for
    response = profile * scale * mean_response
    mean = visit.baseline * (1 - settled + response) + kept * true + drift + shift
    slope = jnp.diag(1 - settled + response) + kept[:, None] * gain
    grown = natural.rise(months, unknowns.person_change_time)[0, 0]
    own = visit.needle * profile * scale * visit.baseline * unknowns.response_person_sd[0]
    error = measurement_error_sd(spread, unknowns.reliability[0])
    residual = (
        kept[:, None] * kept * left
        + correlated(grown * unknowns.person_change_sd[0], together)
        + correlated(own, together)
        + jnp.diag(error**2)
    )
    return ArmScores(visit.baseline, correlated(visit.baseline_sd, score_r), mean, slope, residual)


def cut_moments(mean: Array, sd: Array) -> tuple[Array, Array, Array]:
    """Mean, SD and uncut share of a normal that is cut off at 0 and at 100; any shape."""
    low, high = -mean / sd, (SCORE_CEILING - mean) / sd
    phi = jax.scipy.stats.norm.pdf
    below, above = jax.scipy.special.ndtr(low), jax.scipy.special.ndtr(-high)
    inside = 1 - below - above
    first = mean * inside + sd * (phi(low) - phi(high)) + SCORE_CEILING * above
    second = (
        (mean**2 + sd**2) * inside
        + sd * (mean * phi(low) - (SCORE_CEILING + mean) * phi(high))
        + SCORE_CEILING**2 * above
    )
    # A normal far beyond an end has no spread left; the square root needs a little.
    variance = jnp.maximum(second - first**2, jnp.finfo(jnp.float64).eps * SCORE_CEILING**2)
    return first, jnp.sqrt(variance), inside


class ArmSummary(NamedTuple):
    """What a trial prints of an arm's pain and ODI, each (2,)."""

    mean: Array
    sd: Array
    change_sd: Array


def summary(scores: ArmScores) -> ArmSummary:
    """Mean and SD of the scores, and SD of their change from baseline."""
    covariance = scores.covariance
    mean, sd, uncut = cut_moments(scores.mean, jnp.sqrt(jnp.diag(covariance)))
    with_baseline = uncut * jnp.diag(scores.slope @ scores.baseline_covariance)
    variance = sd**2 + jnp.diag(scores.baseline_covariance) - 2 * with_baseline
    return ArmSummary(mean, sd, jnp.sqrt(jnp.maximum(variance, 1.0)))

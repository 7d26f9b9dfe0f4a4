"""How likely printed numbers are: means by their standard error, SDs by theirs, responders as counts of people."""

from __future__ import annotations

import numpyro.distributions as dist

from pulposus.calibration.predict import Predicted
from pulposus.calibration.table import Table
from pulposus.library import value
from pulposus.numerics.backend import Array, jnp
from pulposus.symptoms.draws import TOPIC


def standard_error(table: Table, predicted: Predicted) -> Array:
    """Error (s,) of a printed mean that its arm's luck does not hold.

    The SD of change is the printed one, else the model's; a final mean beside a printed baseline is a change.
    """
    printed = jnp.asarray(table.score_sd)
    known = jnp.isfinite(printed) & (table.sd_of_change > 0)
    sd = jnp.where(known, jnp.where(known, printed, 1.0), predicted.change_sd)
    own = jnp.sqrt(1 - value(TOPIC, "visit_correlation"))
    # Printed numbers are rounded, and review tables copied: half a point beside the error of sampling.
    return jnp.sqrt((own * sd) ** 2 / table.score_people + 0.5**2)


def log_likelihood(table: Table, predicted: Predicted, included: Array) -> Array:
    """Log likelihood of the numbers of included trials; ``included`` is (trials,)."""
    weights = jnp.asarray(included)
    error = standard_error(table, predicted)
    of_score = weights[table.trial[table.visit_arm[table.score_visit]]]
    total = jnp.sum(of_score * dist.Normal(predicted.score, error).log_prob(table.score))

    printed = jnp.asarray(table.score_sd)
    known = jnp.isfinite(printed)
    expected = jnp.where(table.sd_of_change > 0, predicted.change_sd, predicted.sd)
    ratio = jnp.log(jnp.where(known, printed, expected) / expected)
    of_sd = dist.Normal(0.0, 1 / jnp.sqrt(2 * (table.score_people - 1))).log_prob(ratio)
    total = total + jnp.sum(of_score * known * of_sd)

    of_count = weights[table.trial[table.visit_arm[table.count_visit]]]
    tiny = jnp.finfo(jnp.float64).eps
    p = jnp.clip(predicted.share, tiny, 1 - tiny)
    hits = table.share * table.count_people
    return total + jnp.sum(of_count * (hits * jnp.log(p) + (table.count_people - hits) * jnp.log1p(-p)))

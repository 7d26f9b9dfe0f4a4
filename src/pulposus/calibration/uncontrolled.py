"""Arms without a control: what such studies show beyond the forecast of a controlled arm with the same treatment.

The controlled posterior is held: each of a few of its draws is one imputation with an excess of its own (a cut), so
that nothing in these arms reaches an effect, however flattering they are. Trial deviations and the excess cannot be
told apart in one arm; both are in ``excess``.
"""

from __future__ import annotations

import numpyro

from pulposus.calibration.likelihood import log_likelihood
from pulposus.calibration.model import standard
from pulposus.calibration.predict import Deviations, predict
from pulposus.calibration.priors import centre, named, prior, width
from pulposus.calibration.table import Table
from pulposus.calibration.world import World, together
from pulposus.numerics.backend import Array, jax, jnp
from pulposus.symptoms.draws import TOPIC


def excess_model(table: Table, held: World, included: Array) -> None:
    """The model of uncontrolled arms under several draws of the controlled posterior, each with its own excess.

    Args:
        table: of uncontrolled arms.
        held: worlds of the controlled posterior, arrays leading with (k,).
        included: (trials,) 1 for studies whose numbers count.
    """
    k = len(held.effect)
    trials, arms = len(table.studies), len(table.arms)
    mean = centre(TOPIC, "cohort_excess") + width(TOPIC, "cohort_excess") * together(standard("z/excess mean", k, 2))
    numpyro.deterministic("excess_mean", mean)
    sites = [numpyro.sample(name, prior(TOPIC, name).expand((k,)).to_event(1)) for name in named(TOPIC, "cohort_sd")]
    sd = jnp.stack(sites, axis=1)
    excess = mean[:, None, :] + sd[:, None, :] * together(standard("z/excess", k, trials, 2))
    luck = together(standard("z/luck", k, arms, 2))
    none, no_other = jnp.zeros((trials, 2)), jnp.zeros((len(table.other_effect), 2))

    def one(world: World, excess: Array, luck: Array) -> Array:
        predicted = predict(table, world, Deviations(none, none, none, no_other, luck, excess))
        return log_likelihood(table, predicted, included)

    numpyro.factor("printed", jnp.sum(jax.vmap(one)(held, excess, luck)))

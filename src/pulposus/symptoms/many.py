"""Many people of trials: what sets each apart, drawn anew for each of them, in worlds that they share.

``unknowns.draw_unknowns`` draws worlds, one row each. People of one trial live in one world: its rows are taken for
all of them, and what belongs to a person (``z_...``, adherence) is drawn for each.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pulposus.library.load import facts, value
from pulposus.library.sample import quantile
from pulposus.numerics.pairs import tied
from pulposus.symptoms.adherence import TOPIC as MODIFIERS
from pulposus.symptoms.baseline import measurement_error_sd
from pulposus.symptoms.draws import TOPIC, both
from pulposus.symptoms.unknowns import SymptomUnknowns

Float = NDArray[np.float64]


def of_people(worlds: SymptomUnknowns, world: NDArray[np.int64], rng: np.random.Generator) -> SymptomUnknowns:
    """Unknowns of people, one row each.

    Args:
        worlds: drawn worlds, (w,).
        world: of each person, (n,).
        rng: of all that sets people apart.
    """
    n, together = len(world), value(TOPIC, "change_correlation")
    taken = worlds.take(world)
    true, person, response = rng.normal(size=(3, n, 2))
    followed = quantile(facts(MODIFIERS)["adherence_share"], rng.uniform(size=n))
    return replace(
        taken,
        z_true_score=true,
        z_person=np.asarray(tied(person, together)),
        z_response=np.asarray(tied(response, together)),
        modifiers={**taken.modifiers, "adherence_share": followed},
    )


def errors_of(unknowns: SymptomUnknowns, visits: int, rng: np.random.Generator) -> Float:
    """Measurement errors of pain and ODI at visits after the start, (n, visits, 2), independent of each other."""
    size = np.asarray(measurement_error_sd(both("between_person_sd"), unknowns.reliability))
    return np.asarray(size[:, None, :] * rng.normal(size=(len(unknowns), visits, 2)))

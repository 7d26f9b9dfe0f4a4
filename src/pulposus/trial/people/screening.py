"""A population as answers to the questions of eligibility."""

from __future__ import annotations

import numpy as np

from pulposus.eligibility import People, questions
from pulposus.library import value
from pulposus.trial.people.columns import NAMES
from pulposus.trial.people.correlation import TOPIC
from pulposus.trial.people.population import Population

# A tear that lets contrast out is what a tear through the whole annulus is known by.
FROM_DALLAS = {
    "annular_tear": "annular_tear_from_dallas",
    "full_thickness_tear": "full_thickness_from_dallas",
    "contrast_leak": "full_thickness_from_dallas",
}


def people_of(population: Population) -> People:
    """The answers that a population has, for ``pulposus.eligibility.screen``: one disc each, (n,) per question.

    A question without a column stays unknown for everybody.
    """
    columns = population.as_columns()
    answers = {name: columns[name] for name in questions() if name in NAMES}
    answers |= {key: population.annular_tear_dallas >= value(TOPIC, fact) for key, fact in FROM_DALLAS.items()}
    ready = {key: array if array.dtype.kind == "U" else array.astype(np.float64) for key, array in answers.items()}
    about = {key: questions()[key].about for key in ready}
    return People(
        len(population),
        person={key: array for key, array in ready.items() if about[key] == "person"},
        discs={key: array for key, array in ready.items() if about[key] == "disc"},
    )

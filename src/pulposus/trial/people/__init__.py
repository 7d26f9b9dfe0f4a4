"""Virtual people of a trial: drawn with published marginals and correlations, or read, and selected by criteria."""

from pulposus.trial.people.columns import COLUMNS, Column
from pulposus.trial.people.draw import draw
from pulposus.trial.people.population import Population, joined
from pulposus.trial.people.rules import criteria_of
from pulposus.trial.people.screening import people_of
from pulposus.trial.people.select import Screened, select
from pulposus.trial.people.table import read_people

__all__ = [
    "COLUMNS",
    "Column",
    "Population",
    "Screened",
    "criteria_of",
    "draw",
    "joined",
    "people_of",
    "read_people",
    "select",
]

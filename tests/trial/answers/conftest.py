"""Made-up tables for the tests of answers; made once, since they are only read."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import made_up_trial

from pulposus.trial.answers.answer import Answers, answer
from pulposus.trial.answers.tables import Tables


@pytest.fixture(scope="session")
def tables() -> Tables:
    """A trial without looks."""
    return made_up_trial.connected(made_up_trial.tables_of())


@pytest.fixture(scope="session")
def answers(tables: Tables) -> Answers:
    """What these tables say."""
    return answer(made_up_trial.design(), tables)


@pytest.fixture(scope="session")
def with_looks() -> Answers:
    """A trial with one look that drops an arm."""
    tables = made_up_trial.connected(made_up_trial.tables_of(looks=True))
    return answer(made_up_trial.design(looks=True), tables)

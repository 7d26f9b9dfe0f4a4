"""All pieces of a run in the order in which they need each other."""

from __future__ import annotations

from pulposus.errors import InputError
from pulposus.trial.conduct import pieces
from pulposus.trial.conduct.replicates import Batch, Scenario, batches, largest, with_event_free, with_sensitivity
from pulposus.trial.conduct.screened import from_table
from pulposus.trial.design.design import Design
from pulposus.trial.run.piece import Piece

DISCS_OF_PIECE = 64
PEOPLE_OF_PIECE = 1000
WORLDS_OF_PIECE = 20
POOL_PIECES = 20
"""Pieces of the cohort from which trials enrol: 20,000 people are more than any trial of discs."""
GROUP_PIECES = 3
COHORT = ("people", "screening", "responses")
# Work of pieces beside each other, in seconds of one core.
DISC_SECONDS, PERSON_SECONDS, PIECE_SECONDS, WORLD_SECONDS, TRIAL_SECONDS = 1.0, 0.005, 1.0, 0.1, 0.035


def plan(design: Design, share: float) -> list[Piece]:
    """The pieces; ``share`` of candidates may enrol.

    Raises:
        InputError: the cohort is smaller than a trial.
    """
    made = _discs(design, share)
    cohort = _cohort(design, share)
    people = [piece.key for piece in cohort if piece.kinds == COHORT]
    pool = tuple(people[:POOL_PIECES])
    scenarios: list[tuple[Scenario, int]] = [
        ("assurance", design.size.replicates),
        ("fixed", design.size.fixed_replicates),
        ("null", design.size.null_replicates),
    ]
    last = [Piece("expected", pieces.expected, (design,), pool)]
    for scenario, trials in scenarios:
        for number, batch in enumerate(batches(design, scenario, trials)):
            last.append(_trials(design, number, batch, pool))
    grouped = tuple(people[:GROUP_PIECES])
    for number, first in enumerate(range(0, design.size.worlds, WORLDS_OF_PIECE)):
        count = min(WORLDS_OF_PIECE, design.size.worlds - first)
        last.append(
            Piece(f"groups-{number:04}", pieces.group_worlds, (design, first, count), grouped,
                  weight=count * WORLD_SECONDS)
        )  # fmt: skip
    return [*made, *cohort, *last]


def _parts(whole: int, part: int) -> list[int]:
    return [min(part, whole - first) for first in range(0, whole, part)]


def _discs(design: Design, share: float) -> list[Piece]:
    found = []
    for kind, make, discs in (
        ("training", pieces.training, design.size.discs),
        ("checking", pieces.checking, design.size.check_discs),
    ):
        for number, count in enumerate(_parts(discs, DISCS_OF_PIECE)):
            found.append(
                Piece(f"{kind}-{number:04}", make, (design, number, count, share), weight=count * DISC_SECONDS)
            )
    keys = {kind: tuple(p.key for p in found if p.kinds == (kind,)) for kind in ("training", "checking")}
    found.append(Piece("trained", pieces.trained, (design,), keys["training"]))
    found.append(Piece("emulator", pieces.emulator_error, (design,), ("trained", *keys["checking"])))
    return found


def cohort_sizes(design: Design) -> list[int]:
    """People who may enrol, by piece of the cohort; a user's table is one piece."""
    if design.population.table is None:
        return _parts(design.size.cohort, PEOPLE_OF_PIECE)
    return [int((from_table(design).failed == 0).sum())]


def _cohort(design: Design, share: float) -> list[Piece]:
    sizes = cohort_sizes(design)
    within = sum(sizes[:POOL_PIECES])
    needed = max(largest(design, scenario) for scenario in ("assurance", "fixed", "null"))
    if within < needed:
        where, step = (
            ("population.table has", "add people to it, widen population.rules or population.criteria")
            if design.population.table
            else ("size.cohort is", "raise it")
        )
        raise InputError(
            f"The largest trial of the design needs {needed} people and {where} {within} who may enrol; {step}, or "
            "lower patients or explore.patients."
        )
    found = []
    for number, eligible in enumerate(sizes):
        key = f"people-{number:04}"
        weight = eligible * PERSON_SECONDS
        found.append(Piece(key, pieces.people, (design, number, eligible, share), ("trained",), COHORT, weight))
        found.append(Piece(f"courses-{number:04}", pieces.courses, (design, number), (key,), weight=weight))
    return found


def _trials(design: Design, number: int, batch: Batch, pool: tuple[str, ...]) -> Piece:
    needs = (*pool, "expected") if batch.scenario == "fixed" else pool
    kinds: tuple[str, ...] = ("replicates", "events")
    if with_event_free(design, batch):
        kinds = (*kinds, "event_free")
    if with_sensitivity(design, batch):
        kinds = (*kinds, "sensitivity")
    weight = batch.count * TRIAL_SECONDS + PIECE_SECONDS
    return Piece(f"{batch.scenario}-{number:04}", pieces.replicates, (design, batch), needs, kinds, weight)

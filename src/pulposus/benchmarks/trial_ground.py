"""What the benches of virtual trials share: a design, its cohort, and pieces of its run against the clock.

The cohort is made once by full discs, emulator and light discs as in any run; trials are then run in copies of its
folder, so that their seconds are theirs alone.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from pulposus.progress import Progress, silent
from pulposus.trial.conduct.plan import plan
from pulposus.trial.conduct.screened import passing_share
from pulposus.trial.design import Design, parse
from pulposus.trial.design.design import Size
from pulposus.trial.run.executor import Executor
from pulposus.trial.run.folder import open_folder
from pulposus.trial.run.local import Local
from pulposus.trial.run.piece import Piece
from pulposus.trial.run.plan import Plan
from pulposus.trial.run.run import run
from pulposus.trial.run.serial import Serial

SEED = 11
DOSES_1E6 = {"cells_2": 2, "cells_6": 6, "cells_18": 18}
ARMS = ("saline", *DOSES_1E6)
VISITS_MONTHS = (1, 3, 6, 12, 24)


STANDARD = Size()
"""How much a design computes that does not say."""


@dataclass(frozen=True)
class Sizes:
    """How large the cohort behind the trials is, and from how many discs in full it is learnt."""

    cohort: int = 4000
    discs: int = STANDARD.discs
    check_discs: int = STANDARD.check_discs


USUAL = Sizes()


def trial_design(
    patients: int, sizes: Sizes, *, arms: Sequence[str] = ARMS, analysis: str = "mmrm", **replicates: int
) -> Design:
    """Doses of marrow cells beside saline for two years; ``replicates`` by field of the design's ``size``."""
    number = {"replicates": 2, "fixed_replicates": 0, "null_replicates": 0} | replicates
    given: dict[str, Any] = {
        "pulposus_trial": 1,
        "name": "Bench of virtual trials",
        "population": {
            "criteria": "mesoblast_phase2",
            "rules": [
                {"field": "pain_0_100", "rule": "at_least", "value": 40},
                {"field": "pfirrmann", "rule": "between", "value": [3, 4]},
            ],
        },
        "patients": patients,
        "arms": [
            {"key": arm, "treatment": "bm_msc", "dose_1e6": DOSES_1E6[arm]} if arm in DOSES_1E6 else
            {"key": arm, "treatment": arm}
            for arm in arms
        ],
        "control": "saline",
        "visits_months": list(VISITS_MONTHS),
        "endpoints": [
            {"key": "pain", "kind": "change", "measure": "pain", "month": VISITS_MONTHS[-1], "analysis": analysis}
        ],
        "primary": ["pain"],
        "events": {"drop_out": {"mechanism": "seen"}},
        "testing": {"multiplicity": "none"},
        "explore": {"patients": [patients]},
        "size": asdict(sizes) | {"worlds": 10} | number,
        "seed": SEED,
    }  # fmt: skip
    return parse(json.dumps(given))


def cores() -> int:
    """Cores that this program may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def executor(workers: int) -> Executor:
    """Local processes, or this one alone."""
    return Serial() if workers == 1 else Local(workers)


def pieces_of(design: Design, kinds: Collection[str], scenario: str = "") -> list[Piece]:
    """Pieces that make some of ``kinds`` (of trials, those of one scenario) with everything that they need."""
    every = {piece.key: piece for piece in plan(design, passing_share(design))}
    wanted = [key for key, piece in every.items() if set(piece.kinds) & set(kinds) and key.startswith(scenario)]
    kept: set[str] = set()
    while wanted:
        key = wanted.pop()
        if key not in kept:
            kept.add(key)
            wanted += every[key].needs
    return [piece for key, piece in every.items() if key in kept]


def seconds_of(pieces: Sequence[Piece], folder: Path, how: Executor, progress: Progress = silent) -> float:
    """Make what the folder does not hold of these pieces; wall seconds."""
    with open_folder(folder, Plan("bench of virtual trials", SEED)) as opened:
        begin = perf_counter()
        run(pieces, opened, how, progress)
        return perf_counter() - begin


@cache
def _home() -> TemporaryDirectory[str]:
    """A folder that lasts as long as this process."""
    return TemporaryDirectory(prefix="pulposus-bench-")


@cache
def _ground(sizes: Sizes) -> Path:
    return Path(_home().name) / f"cohort-{sizes.cohort}-{sizes.discs}-{sizes.check_discs}"


@contextmanager
def on_ground(sizes: Sizes, workers: int, progress: Progress = silent) -> Iterator[Path]:
    """A fresh copy of the folder of a cohort, which is made by the first part of a bench that needs it."""
    ground = _ground(sizes)
    people = pieces_of(trial_design(sizes.cohort, sizes), {"people"})
    seconds_of(people, ground, executor(workers), progress)
    with TemporaryDirectory(prefix="trials-", dir=_home().name) as place:
        copy = Path(place) / "run"
        shutil.copytree(ground, copy)
        yield copy

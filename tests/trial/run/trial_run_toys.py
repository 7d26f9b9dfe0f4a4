"""Small pieces to run: some take a while, some kill their worker. As a program it runs them in a folder."""

from __future__ import annotations

import hashlib
import os
import signal
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa

from pulposus.errors import InputError
from pulposus.trial.run.cluster import Cluster
from pulposus.trial.run.folder import open_folder
from pulposus.trial.run.local import Local
from pulposus.trial.run.piece import Piece
from pulposus.trial.run.plan import Plan
from pulposus.trial.run.run import run
from pulposus.trial.run.serial import Serial
from pulposus.trial.run.surroundings import code

PLAN = Plan("arms: [sham, cells]\n", seed=7, facts={"library": "a1b2"})
SIZE = 40


def people(seed: int, part: int, pause_s: float = 0.0) -> pa.Table:
    """Numbers whose last digits depend on the number of BLAS threads, if anything lets them."""
    time.sleep(pause_s)
    x = np.random.default_rng([seed, part]).normal(size=(SIZE, 300))
    return pa.table({"person": np.arange(SIZE) + SIZE * part, "score": np.sum(x @ x.T, axis=1)})


def trials(share: float, *, inputs: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    score = inputs["people"]["score"].to_numpy()
    order = pa.array([f"arm {k % 2}" for k in range(len(score))]).dictionary_encode()
    return {
        "trials": pa.table({"mean": [float(np.mean(share * score))], "people": [len(score)]}),
        "patients": pa.table({"arm": order, "score": share * score}),
    }


def pieces(count: int = 8, pause_s: float = 0.0) -> list[Piece]:
    """Some people, and trials of two parts of them each."""
    made = [Piece(f"people-{k:04d}", people, (PLAN.seed, k, pause_s)) for k in range(count)]
    later = [
        Piece(f"trial-{k:04d}", trials, (0.5 + k,), (f"people-{k + 1:04d}", f"people-{k:04d}"), ("trials", "patients"))
        for k in range(count - 1)
    ]
    return [*later, *made]


def dies(times: int, seen: str, pause_s: float = 0.0) -> pa.Table:
    """Kills the process it runs in, so many times."""
    before = len(list(Path(seen).iterdir()))
    if before < times:
        (Path(seen) / str(before)).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return people(PLAN.seed, 99, pause_s)


def refuses() -> pa.Table:
    raise InputError("Dose is -1; give one above 0.")


def breaks(*, inputs: Mapping[str, pa.Table]) -> pa.Table:
    assert inputs
    raise ZeroDivisionError("nobody\nleft")


def forget() -> None:
    """Look at the code anew, which may be edited while its tests run."""
    code.cache_clear()


def hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of every file of a run by its name."""
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


def busy(seed: int, seconds: float) -> pa.Table:
    """Work for one thread: as many steps as took about so many seconds where they were counted."""
    rng = np.random.default_rng(seed)
    total = sum(float(np.sort(rng.random(1000)).sum()) for _ in range(int(40_000 * seconds)))
    return pa.table({"total": [total]})


if __name__ == "__main__":
    where, how, number, pause = sys.argv[1:]
    executor = {"serial": Serial(), "local": Local(2)}.get(how) or Cluster(how)
    with open_folder(where, PLAN) as opened:
        run(pieces(int(number), float(pause)), opened, executor)

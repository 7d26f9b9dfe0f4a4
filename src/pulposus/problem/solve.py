"""Solve a posed problem into its folder."""

from __future__ import annotations

import re
import time
from pathlib import Path

from pulposus.errors import InputError, RunError
from pulposus.problem.folder import SolveFolder, open_folder, resumable
from pulposus.problem.posed import Posed
from pulposus.progress import Progress, silent


def solve(
    posed: Posed, out: Path | str, *, resume: bool = False, overwrite: bool = False, progress: Progress = silent
) -> SolveFolder:
    """Solve, and write states, fields and results into ``out`` as they come.

    Args:
        out: a new or empty folder; with ``resume`` one that was left unfinished.
        resume: go on from the last state in ``out``.
        overwrite: replace an earlier run.

    Raises:
        InputError: the folder is taken, or belongs to another problem.
        RunError: a step could not be solved; the last good state is in ``out``.
    """
    begun = time.perf_counter()
    folder = open_folder(Path(out), posed, resume=resume, overwrite=overwrite)
    if posed.problem.physics == "mechanics":
        from pulposus.problem.run_mechanics import run_mechanics as run
    else:
        from pulposus.problem.run_transport import run_transport as run
    try:
        for snapshot in run(posed, folder.start, progress):
            folder.write(snapshot)
    except InputError:
        if not folder.count:
            folder.discard()
        raise
    except RunError as error:
        said = _by_ids(posed, str(error)).rstrip(".").replace("the last good state stands; ", "")
        kept = f"its last good state is in '{out}', go on with --resume" if folder.count else "no state was reached"
        raise RunError(f"{posed.name}: {said}; {kept}.") from None
    finally:
        resumable.discard(str(folder.path))
    folder.finish(
        {
            "physics": posed.problem.physics,
            "inputs_sha256": {"mesh": posed.mesh.sha256},
            "notes": list(posed.notes),
            "resumed": resume,
            "wall_s": round(time.perf_counter() - begun, 3),
        }
    )
    return folder


def _by_ids(posed: Posed, said: str) -> str:
    """A sentence of the solver with its element (a position in the mesh) by the file's id and place."""

    def named(found: re.Match[str]) -> str:
        element = int(found[1])
        if element >= len(posed.mesh.elements):
            return found[0]
        x, y, z = posed.mesh.corners_mm[element].mean(axis=0)
        return f"element {posed.mesh.element_ids[element]} at {x:.3g}, {y:.3g}, {z:.3g} mm"

    return re.sub(r"\belement (\d+)", named, said)

"""``pulposus citations``: the sources of a run, or of the whole library, as BibTeX."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from pulposus.cli.console import say
from pulposus.errors import InputError


def citations(
    run: Annotated[
        Path | None, typer.Argument(metavar="[RUN]", help="Folder of a run; all facts when left out.")
    ] = None,
) -> None:
    """Print the sources of a run as BibTeX."""
    from pulposus.library import bibtex

    say(bibtex(None if run is None else _topics(run)).rstrip())


def _topics(run: Path) -> list[str]:
    from pulposus.library import topics

    file = run / "run.json"
    try:
        used = json.loads(file.read_text(encoding="utf-8"))["facts_used"]
        if not isinstance(used, list) or not all(isinstance(topic, str) for topic in used):
            raise TypeError
    except OSError:
        raise InputError(f"{run}: found no run.json, expected the folder of a finished run; check the path.") from None
    except (ValueError, KeyError, TypeError):
        raise InputError(
            f"{file}: found no list 'facts_used', expected the run.json of a Pulposus forecast; check the path."
        ) from None
    unknown = sorted(set(used) - set(topics()))
    if unknown:
        raise InputError(
            f"{file}: found the unknown library file '{unknown[0]}', expected those of this version; "
            "use the version that made the run."
        )
    return used

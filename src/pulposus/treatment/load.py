"""Find treatments by key, in the library or in a file of the user."""

from __future__ import annotations

import difflib
from functools import cache
from importlib.resources import files
from pathlib import Path

import yaml
from pydantic import ValidationError

from pulposus.errors import InputError
from pulposus.library import facts
from pulposus.treatment.carrier import carrier, carriers
from pulposus.treatment.harvest import load_source
from pulposus.treatment.schema import CONTEXTS, GROUPS, TOPIC, Treatment


@cache
def _all() -> dict[str, Treatment]:
    folder = files("pulposus.treatment") / "library"
    read = [
        Treatment.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
        for path in folder.iterdir()
        if path.name.endswith(".yaml")
    ]
    read.sort(key=_place)
    return {treatment.key: treatment for treatment in read}


def _place(treatment: Treatment) -> tuple[object, ...]:
    """From least to most: by group and context; fresh cells before grown, own before a donor's, then by carrier."""
    given = treatment.injection
    cells = treatment.cells
    return (
        GROUPS.index(treatment.group),
        CONTEXTS.index(treatment.context),
        cells is not None and cells.dose_1e6 is not None,
        cells is not None and not load_source(cells.source).own,
        given is not None and bool(given.platelets or given.steroid),
        carriers().index(given.carrier) if given else 0,
        treatment.key,
    )


def names() -> tuple[str, ...]:
    """Keys of all treatments, from natural course to cells."""
    return tuple(_all())


def load(key: str) -> Treatment:
    """One treatment, by its key or from the user's own file (a path that ends in .yaml or .yml).

    Raises:
        InputError: when there is none of that key (names the nearest), or the file is not a treatment.
    """
    if key.endswith((".yaml", ".yml")):
        return read_file(Path(key))
    known = _all()
    if key in known:
        return known[key]
    near = difflib.get_close_matches(key, known, n=1)
    hint = f"did you mean '{near[0]}'?" if near else f"there are {', '.join(known)}."
    raise InputError(f"There is no treatment '{key}'; {hint}")


def read_file(path: Path) -> Treatment:
    """A treatment from a file.

    Raises:
        InputError: one sentence with the file, the field and what was found.
    """
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"The treatment file '{path}' cannot be read ({error.strerror}); check the path.") from None
    except (yaml.YAMLError, UnicodeDecodeError):
        raise InputError(f"The treatment file '{path}' is not YAML text; docs/treatments.md shows one.") from None
    try:
        treatment = Treatment.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "file"
        said = first["msg"].removeprefix("Value error, ").rstrip(".")
        raise InputError(
            f"Treatment file '{path.name}', {place}: {said}; docs/treatments.md lists the fields."
        ) from None
    check_facts(treatment)
    return treatment


def check_facts(treatment: Treatment) -> None:
    """Refuse a treatment that names a fact, a carrier or a source of cells that does not exist.

    Raises:
        InputError: naming the treatment and what it names.
    """
    named: list[tuple[str, str | None]] = []
    if treatment.injection:
        given = treatment.injection
        carrier(given.carrier)
        named += [(TOPIC, name) for name in (given.volume_mL, given.platelets, given.leukocytes, given.steroid)]
        if given.cells:
            load_source(given.cells.source)
            named.append((TOPIC, given.cells.dose_1e6))
    if treatment.activity:
        named.append((TOPIC, treatment.activity.window_gain))
    for relief in treatment.relief:
        named += [("relief", name) for name in (relief.pain, relief.odi, relief.onset_months)]
        named += [("relief", name) for name in (relief.lasts_months, relief.fades_months)]
    for topic, name in named:
        if name is not None and name not in facts(topic):
            near = difflib.get_close_matches(name, facts(topic), n=1)
            hint = f"did you mean '{near[0]}'?" if near else f"add it to library/facts/{topic}.yaml."
            raise InputError(f"Treatment '{treatment.key}' names the fact '{name}', which does not exist; {hint}")

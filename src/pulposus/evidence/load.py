"""The studies of the base, and those of a user's own folder."""

from __future__ import annotations

import difflib
from functools import cache
from importlib.resources import files
from pathlib import Path

import yaml
from pydantic import ValidationError

from pulposus.errors import InputError
from pulposus.evidence.check import problems
from pulposus.evidence.schema import Study
from pulposus.evidence.sentences import LOADER, NEXT, refusal, shown, twice


@cache
def _packaged() -> tuple[Study, ...]:
    folder = files("pulposus.evidence") / "studies"
    read = [
        Study.model_validate(yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER))
        for path in folder.iterdir()
        if path.name.endswith(".yaml")
    ]
    return tuple(sorted(read, key=lambda study: study.key))


def studies(extra: Path | None = None) -> tuple[Study, ...]:
    """All studies by key; with ``extra`` those of a folder of study files beside them.

    Raises:
        InputError: for a file of the folder that is no study, that has a key of the base, or that the check refuses.
    """
    if extra is None:
        return _packaged()
    if not extra.is_dir():
        raise InputError(f"The folder of studies '{extra}' is not there; check the path.")
    paths = sorted([*extra.glob("*.yaml"), *extra.glob("*.yml")])
    if not paths:
        raise InputError(f"The folder of studies '{extra}' holds no .yaml file; {NEXT}.")
    base = {study.key: study for study in _packaged()}
    added: dict[str, Path] = {}
    for path in paths:
        study = read_file(path)
        if study.key in base:
            first = f"'{added[study.key].name}'" if study.key in added else "the base"
            raise InputError(
                f"Study file '{path.name}', key: found '{study.key}', which {first} has; give another key."
            )
        base[study.key], added[study.key] = study, path
    for key, path in added.items():
        for problem in problems(base[key], tuple(base.values())):
            if problem.level == "refused":
                raise InputError(f"Study file '{path.name}', {problem.sentence}")
    return tuple(sorted(base.values(), key=lambda study: study.key))


def study(key: str) -> Study:
    """One study of the base.

    Raises:
        InputError: when there is none of that key (names the nearest).
    """
    known = {found.key: found for found in _packaged()}
    if key in known:
        return known[key]
    near = difflib.get_close_matches(key, known, n=1)
    hint = f"did you mean '{near[0]}'?" if near else "'pulposus evidence summary' lists them."
    raise InputError(f"There is no study '{key}'; {hint}")


def read_file(path: Path) -> Study:
    """A study from a file; whether its numbers can be so is for ``problems`` to say.

    Raises:
        InputError: one sentence with file, line, field, what was found and what is expected.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(f"The study file '{path}' cannot be read ({error.strerror}); check the path.") from None
    except UnicodeDecodeError:
        raise InputError(f"The study file '{path}' is not UTF-8 text; {NEXT}.") from None
    return read_text(text, path.name)


def read_text(text: str, name: str) -> Study:
    """A study from YAML text; ``name`` stands for the file in what is refused.

    Raises:
        InputError: as ``read_file``.
    """
    try:
        data = yaml.load(text, Loader=LOADER)
        repeated = twice(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        raise InputError(f"Study file '{name}'{where}: found text that is not YAML; {NEXT}.") from None
    except (ValueError, TypeError, RecursionError, OverflowError):  # a date that is none, a list inside itself
        raise InputError(f"Study file '{name}': found a value that cannot be read; {NEXT}.") from None
    if repeated:
        key, line = repeated
        raise InputError(f"Study file '{name}', line {line}, {key}: found twice, expected once; remove one.")
    if not isinstance(data, dict):
        raise InputError(f"Study file '{name}': found {shown(data)}, expected fields such as key and title; {NEXT}.")
    try:
        return Study.model_validate(data)
    except ValidationError as error:
        raise refusal(name, text, error) from None
    except RecursionError:
        raise InputError(f"Study file '{name}': found a block within itself, expected none; {NEXT}.") from None

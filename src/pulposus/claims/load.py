"""Read the statements from their files, one for each."""

from __future__ import annotations

import difflib
from functools import cache
from importlib.resources import files
from typing import get_args

import yaml
from pydantic import ValidationError

from pulposus.claims.schema import Claim, Group
from pulposus.errors import InputError, RunError

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
ORDER = "DCTMEASP"
"""Letters of the ids in the order in which a person is told them."""
GROUPS: tuple[Group, ...] = get_args(Group)


def parse(text: str, name: str) -> Claim:
    """One statement from YAML text.

    Raises:
        RunError: naming file and field of what does not fit.
    """
    try:
        return Claim.model_validate(yaml.load(text, Loader=_LOADER))
    except yaml.YAMLError:
        raise RunError(f"Statement file '{name}' cannot be read as YAML; correct it.") from None
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise RunError(f"Statement file '{name}', {place}: {first['msg']}; correct that entry.") from None


@cache
def claims() -> tuple[Claim, ...]:
    """All statements in the order of their ids."""
    folder = files("pulposus.claims") / "statements"
    found = [parse(p.read_text(encoding="utf-8"), p.name) for p in folder.iterdir() if p.name.endswith(".yaml")]
    return tuple(sorted(found, key=lambda claim: (ORDER.index(claim.id[0]), claim.id)))


def claim(key: str) -> Claim:
    """One statement by id, in any letters.

    Raises:
        InputError: for an id that none has.
    """
    known = {one.id: one for one in claims()}
    if key.upper() in known:
        return known[key.upper()]
    near = difflib.get_close_matches(key.upper(), known, n=1, cutoff=0.5)
    hint = f"did you mean '{near[0]}'?" if near else "choose one of these."
    raise InputError(f"--id: found '{key}', expected one of {', '.join(known)}; {hint}")

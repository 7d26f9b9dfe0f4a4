"""What a run is: its design, seed and everything else that decides its numbers, told apart by one fingerprint."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pulposus.errors import InputError
from pulposus.run_folder import PROGRAM
from pulposus.trial.run.surroundings import differing, versions

PLAN = "plan.json"


@dataclass(frozen=True)
class Plan:
    """A design as text, its seed, and by name the hashes and versions that its caller knows of.

    The versions of libraries that decide last digits are always part of it: a folder that was begun with others is
    not gone on with, since its pieces would not be those of one run.
    """

    design: str
    seed: int
    facts: Mapping[str, str] = field(default_factory=dict)

    def record(self) -> dict[str, Any]:
        """What ``plan.json`` holds."""
        said = {"design": self.design, "seed": self.seed, "facts": dict(self.facts), "versions": versions()}
        return {"program": PROGRAM, "command": "trial", "fingerprint": _fingerprint(said), **said}

    @property
    def fingerprint(self) -> str:
        """SHA-256 of everything in the plan: pieces of one run share it."""
        return str(self.record()["fingerprint"])

    def refuse_other(self, folder: Path) -> None:
        """Hold the plan that a folder was begun with against this one.

        Raises:
            InputError: what differs, or that the file is none of ours.
        """
        name = str(folder)
        try:
            found = json.loads((folder / PLAN).read_text(encoding="utf-8"))
            begun = {key: found[key] for key in ("design", "seed", "facts", "versions")}
            ours = found["program"] == PROGRAM and found["fingerprint"] == _fingerprint(begun)
        except (OSError, ValueError, KeyError, TypeError):
            ours = False
        if not ours:
            raise InputError(f"'{name}' holds a '{PLAN}' that no trial run wrote; choose a new or an empty folder.")
        here = self.record()
        if found["fingerprint"] == here["fingerprint"]:
            return
        if _seedless(begun["design"]) != _seedless(self.design):
            what, remedy = "another design", "give that design"
        elif begun["seed"] != self.seed:
            what, remedy = f"the seed {begun['seed']}, not {self.seed}", f"give --seed {begun['seed']}"
        else:
            other = differing(begun["facts"], self.facts) or differing(begun["versions"], versions())
            what, remedy = f"other versions (here {other})", "use those"
        raise InputError(
            f"'{name}' holds pieces of a run with {what}, and nothing in it was changed; {remedy}, or choose a new "
            "folder."
        )


def _seedless(design: str) -> object:
    """A design without its seed, which the command may change without another design; the text where it is no JSON."""
    try:
        found = json.loads(design)
    except (ValueError, TypeError):
        return design
    return {key: value for key, value in found.items() if key != "seed"} if isinstance(found, dict) else found


def _fingerprint(said: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()

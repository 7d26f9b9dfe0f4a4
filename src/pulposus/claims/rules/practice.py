"""How things are done: a description, which says nothing of a benefit."""

from __future__ import annotations

from pulposus.claims.result import Ruling

RULE = (
    "Supported as a description: {least} or more studies did it so. Mixed: one did. Untested: no study says so. It "
    "says nothing of a benefit."
)


def practice(studies: int, least: int, what: str = "studies") -> Ruling:
    """Verdict of a statement of practice from the number of studies that did it so."""
    if studies >= least:
        return Ruling("supported", f"{studies} {what} did it so", "Records that it is no longer done.")
    if studies:
        return Ruling("mixed", f"only {studies} of the {what} did it so", "Further records of the practice.")
    return Ruling("untested", f"none of the {what} says so", "A record of the practice.")

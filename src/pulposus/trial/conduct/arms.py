"""Everything that is followed: the arms of the trial, and further doses of one of them."""

from __future__ import annotations

from pulposus.treatment import Treatment
from pulposus.trial.design.design import Design


def dose_key(arm: str, dose_1e6: float) -> str:
    """Name of an arm at another dose."""
    return f"{arm}@{dose_1e6:g}"


def followed_arms(design: Design) -> dict[str, Treatment]:
    """What each arm gives, the control first, then the arms at other doses."""
    found = {key: design.arm(key).what() for key in design.arms_in_order}
    doses = design.explore.doses
    if doses is not None:
        arm = design.arm(doses.arm)
        for dose in doses.doses_1e6:
            found[dose_key(arm.key, dose)] = arm.at_dose(dose)
    return found

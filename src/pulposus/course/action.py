"""What of a treatment reaches a disc. Treatments with equal actions share one course."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, get_args

from pulposus.treatment import Activity, Injection, Surgery, Treatment, combine, load
from pulposus.treatment.schema import CONTROL_OF

Place = Literal["centre", "nucleus", "inner annulus", "endplate"]
PLACES: tuple[Place, ...] = get_args(Place)


@dataclass(frozen=True)
class DiscAction:
    """Everything that is done to one disc; hashable."""

    injection: Injection | None = None
    volume_mL: float | None = None
    dose_1e6: float | None = None
    activity: Activity | None = None
    surgery: Surgery | None = None
    adjacent: bool = False
    """The disc lies next to one that is fused."""
    place: Place = "centre"
    """Where the injected cells come to lie."""

    @property
    def words(self) -> str:
        """The action in a few words, for progress and failures."""
        if self.surgery:
            return self.surgery.kind
        if self.injection is None:
            return "exercise" if self.activity else "next to a fusion" if self.adjacent else "natural course"
        said = [self.injection.carrier]
        if self.injection.cells:
            dose = "" if self.dose_1e6 is None else f"{self.dose_1e6:g} million "
            said = [f"{dose}cells in {self.injection.carrier.replace('_', ' ')}"]
        for part in ("platelets", "steroid"):
            if getattr(self.injection, part):
                said.append(part)
        return ", ".join(said).replace("_", " ")


NOTHING = DiscAction()


def disc_action(treatment: Treatment) -> DiscAction:
    """Reduce a treatment to what reaches the disc: a pill and a needle in the muscle reach nothing."""
    return DiscAction(
        injection=treatment.injection,
        volume_mL=treatment.volume_mL,
        dose_1e6=treatment.dose_1e6,
        activity=treatment.activity,
        surgery=treatment.surgery,
    )


def neighbour_action(treatment: Treatment) -> DiscAction:
    """What the treatment does to a disc beside the treated one: a fusion loads it, everything else leaves it."""
    fused = treatment.surgery is not None and treatment.surgery.kind == "fusion"
    return replace(NOTHING, adjacent=fused)


def disc_part(treatment: Treatment) -> Treatment:
    """What of a treatment tells the symptoms through the disc.

    An effect that was measured in trials of the whole treatment holds the disc's part already, and counting that again
    would count it twice; of a combination only the parts without such an effect speak through the disc.
    """
    parts = [part for part in treatment.parts or (treatment,) if part.through_disc]
    return combine(parts) if parts else load("natural")


def signal_actions(treatment: Treatment) -> tuple[DiscAction, DiscAction]:
    """The two actions whose pain drivers make a treatment's signal: its disc part, and the control arm of that."""
    part = disc_part(treatment)
    return disc_action(part), disc_action(load(CONTROL_OF[part.context]))

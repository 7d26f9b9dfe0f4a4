"""Two or more treatments at once, or the sentence that says why they contradict each other."""

from __future__ import annotations

from collections.abc import Sequence

from pulposus.errors import InputError
from pulposus.listing import listing
from pulposus.treatment.schema import CONTEXTS, GROUPS, Treatment


def combine(treatments: Sequence[Treatment]) -> Treatment:
    """One treatment that does all of them. Its context is the one that asks most of the control arm.

    Raises:
        InputError: two injections or two operations of one disc, or an injection of a disc that is fused.
    """
    if len(treatments) == 1:
        return treatments[0]
    names = listing([f"'{t.key}'" for t in treatments])
    injections = [t for t in treatments if t.injection]
    surgeries = [t for t in treatments if t.surgery]
    if len(injections) > 1:
        raise InputError(f"Treatments {names} inject the same disc {len(injections)} times; choose one injection.")
    if len(surgeries) > 1:
        raise InputError(f"Treatments {names} operate on the same disc {len(surgeries)} times; choose one operation.")
    if injections and any(t.surgery and t.surgery.kind == "fusion" for t in surgeries):
        raise InputError(
            f"Treatments {names} contradict each other: a fused disc is taken out and cannot be injected; drop one."
        )
    activities = [t for t in treatments if t.activity]
    if len(activities) > 1:
        raise InputError(f"Treatments {names} are {len(activities)} programmes of activity; choose one.")
    first = injections[0] if injections else None
    return Treatment(
        key="_and_".join(t.key for t in treatments),
        name=" with ".join([treatments[0].name, *(t.name[0].lower() + t.name[1:] for t in treatments[1:])]),
        what=" ".join(t.what for t in treatments),
        group=max((t.group for t in treatments), key=GROUPS.index),
        context=max((t.context for t in treatments), key=CONTEXTS.index),
        injection=first.injection if first else None,
        activity=activities[0].activity if activities else None,
        surgery=surgeries[0].surgery if surgeries else None,
        relief=tuple(r for t in treatments for r in t.relief),
        dose_override_1e6=first.dose_override_1e6 if first else None,
        volume_override_mL=first.volume_override_mL if first else None,
        parts=tuple(treatments),
    )

"""The forecasts of left-out studies that ship with this version, as the rules take them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulposus.credibility.honesty import MODEL, Group, Honesty
from pulposus.errors import RunError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pulposus.calibration.foreseen import Foreseen
    from pulposus.calibration.honesty import Honesty as Judged
    from pulposus.evidence.schema import Study


def known() -> Honesty | None:
    """What the shipped forecasts of left-out studies say; None where this version ships none: then it is not shown."""
    from pulposus.calibration.foreseen import shipped
    from pulposus.evidence.load import studies

    try:
        found, _ = shipped()
    except RunError:
        return None
    return counted(found, studies())


def counted(found: Sequence[Foreseen], studies: Sequence[Study]) -> Honesty:
    """Forecasts of left-out studies, counted."""
    from pulposus.calibration.honesty import groups

    by_key = {study.key: study for study in studies}
    arms = sorted({(one.study, one.arm) for one in found})
    return Honesty(
        groups=tuple(_group(judged) for judged in groups(found, studies)),
        studies=len({one.study for one in found}),
        controlled=len({one.study for one in found if one.controlled}),
        arms=len(arms),
        people=sum(by_key[study].arm(arm).people or 0 for study, arm in arms),
        months=max(one.month for one in found),
    )


def _group(judged: Judged) -> Group:
    return Group(
        what=judged.what,
        coverage={one.level: (one.held, one.of) for one in judged.coverage},
        crps={score.measure: {MODEL: score.model, **score.baselines} for score in judged.scores},
    )

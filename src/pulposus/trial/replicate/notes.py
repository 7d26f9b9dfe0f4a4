"""What was assumed of a trial because its file does not say it, in sentences."""

from __future__ import annotations

from pulposus.calibration.effects import effects_of
from pulposus.calibration.groups import controlled
from pulposus.evidence.load import studies
from pulposus.symptoms.products import CELL_CLASSES
from pulposus.symptoms.scale import OUTCOMES
from pulposus.trial.replicate.protocol import Protocol


def notes(trial: Protocol) -> tuple[str, ...]:
    """Sentences on people, sizes and effects; empty where the file says it all."""
    said = [*_people(trial), *_arms(trial), *(_informed(trial, name) for name in _effects(trial))]
    return tuple(sentence for sentence in said if sentence)


def _people(trial: Protocol) -> list[str]:
    own = trial.study.population
    starts = [o for one in trial.arms for o in one.arm.outcomes if o.month == 0 and o.measure in OUTCOMES]
    means = {o.measure for o in starts} | {
        name for name, whole in zip(OUTCOMES, (own.pain_0_100, own.odi_0_100), strict=True) if whole is not None
    }
    spreads = {o.measure for o in starts if o.sd is not None}
    words = dict(zip(OUTCOMES, ("pain", "ODI"), strict=True))
    typical = [words[name] for name in OUTCOMES if name not in means]
    assumed = [words[name] for name in OUTCOMES if name not in spreads]
    return [
        f"Baseline {' and '.join(typical)}: those of a typical trial." if typical else "",
        f"SD of baseline {' and '.join(assumed)}: that of a typical trial." if assumed else "",
    ]


def _arms(trial: Protocol) -> list[str]:
    sizes = [one.key for one in trial.arms if one.arm.n is None]
    left = [arm.key for arm in trial.study.arms if arm.key not in {one.key for one in trial.arms}]
    partly = [
        one.key
        for one in trial.arms
        if any(relief.only_for == "Modic change" for relief in one.relief) and not trial.study.population.modic_only
    ]
    return [
        f"Size assumed: {', '.join(sizes)}." if sizes else "",
        f"Not run, for want of a fair control: {', '.join(left)}." if left else "",
        f"Only people with Modic change gain, as other trials chose them: {', '.join(partly)}." if partly else "",
    ]


def _effects(trial: Protocol) -> tuple[str, ...]:
    """Names of the effects that act in its arms, cells by their class."""
    names: list[str] = []
    for one in trial.arms:
        effects = effects_of(one.arm)
        names += [name for name, _ in effects.others] + ([effects.cells] if effects.cells else [])
    return tuple(dict.fromkeys(names))


def _informed(trial: Protocol, name: str) -> str:
    """Who else informs an effect; the calibration saw none of this trial."""
    others: dict[str, None] = {}
    for study, arm in controlled(studies()):
        effects = effects_of(arm)
        if study.key != trial.key and (name == effects.cells or name in dict(effects.others)):
            others[study.key] = None
    plain = name.replace("_", " ")
    if others:
        return f"Effect of {plain}: informed by {', '.join(others)}."
    if name in CELL_CLASSES:
        return f"Effect of {plain}: informed by other classes of cells only."
    return f"Effect of {plain}: no other trial informs it, so it is drawn from its prior."

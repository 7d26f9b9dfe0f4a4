"""Whether a study holds together: its arms, control, sources, differences and people."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator

from pulposus.evidence.check_number import SCORES, SHARES
from pulposus.evidence.problem import Problem, contrast_place, doubt, place, refused
from pulposus.evidence.schema import Contrast, Event, Kind, Outcome, Study
from pulposus.library import facts
from pulposus.units import SCORE_CEILING

# Below a review's table nobody has checked the number against the paper.
NOT_TO_FIT: tuple[Kind, ...] = ("company", "news")


def design_problems(study: Study) -> Iterator[Problem]:
    """Problems of the study as a whole."""
    if not (study.contrasts or study.findings or any(arm.outcomes or arm.events for arm in study.arms)):
        yield refused("arms", "found no number and no finding, expected at least one; add what was measured")
    if not (study.reference.doi or study.reference.pmid or study.reference.url):
        yield doubt("reference", "found no doi, pmid or url, expected one; add it so that others find the paper")
    if study.use == "calibrate" and study.design == "meta-analysis":
        yield refused(
            "use",
            "found calibrate for a meta-analysis, expected context, as its studies count by themselves; change it",
        )
    yield from _arm_problems(study)
    yield from _source_problems(study)
    for contrast in study.contrasts:
        yield from _contrast_problems(study, contrast)
    keys = [arm.key for arm in study.arms]
    for finding in study.findings:
        if finding.arm is not None and finding.arm not in keys:
            yield refused(
                "findings", f"found arm '{finding.arm}', expected one of {', '.join(keys) or 'none'}; correct the key"
            )
    yield from _population_problems(study)


def _arm_problems(study: Study) -> Iterator[Problem]:
    for key, times in Counter(arm.key for arm in study.arms).items():
        if times > 1:
            yield refused("arms", f"found the key '{key}' {times} times, expected each once; rename the others")
    roles = {arm.role for arm in study.arms}
    if study.controlled:
        for role in ("control", "treatment"):
            if role not in roles:
                yield refused(
                    "arms", f"found no {role} arm, expected one in a {study.design} study; add it, or set the design "
                    "to single arm"
                )  # fmt: skip
    elif study.design == "single arm":
        if not study.arms:
            yield refused("arms", "found none, expected one; add it")
        if roles == {"control", "treatment"}:
            yield refused("arms", "found a control and a treatment arm, expected one kind; correct the design")
    for arm in study.arms:
        if arm.n_assumed is not None and not arm.note:
            yield refused(place(arm), "found n_assumed without a note, expected why; add the note")
        if arm.n_assumed is not None and arm.n is not None:
            yield refused(place(arm), "found n and n_assumed, expected one; remove n_assumed")


def _source_problems(study: Study) -> Iterator[Problem]:
    used: set[str] = set()
    for where, number in _numbers(study):
        used.add(number.read_in)
        if number.read_in not in study.sources:
            yield refused(
                where, f"found read_in '{number.read_in}', expected one of {', '.join(study.sources) or 'sources'}; "
                "add it to sources"
            )  # fmt: skip
        elif not isinstance(number, Event):
            kind = study.sources[number.read_in][0]
            if kind in NOT_TO_FIT and study.use_of(number) == "calibrate":
                yield refused(where, f"found use calibrate for a number read in {kind}, expected check; set its use")
    used |= {finding.read_in for finding in study.findings}
    for key in sorted({finding.read_in for finding in study.findings} - set(study.sources)):
        yield refused("findings", f"found read_in '{key}', expected a key of sources; add it to sources")
    for key, (_, address) in study.sources.items():
        if not address.startswith(("http://", "https://", "10.")):
            yield refused(f"sources.{key}", f"found '{address}', expected a URL or a DOI; give one")
        if key not in used:
            yield doubt(f"sources.{key}", "found no number that was read there, expected one; remove it or use it")


def _numbers(study: Study) -> Iterator[tuple[str, Outcome | Event | Contrast]]:
    for arm in study.arms:
        for outcome in arm.outcomes:
            yield place(arm, outcome), outcome
        for event in arm.events:
            yield f"{place(arm)}, events, {event.what}", event
    for contrast in study.contrasts:
        yield contrast_place(contrast), contrast


def _contrast_problems(study: Study, contrast: Contrast) -> Iterator[Problem]:
    where = contrast_place(contrast)
    roles = {arm.key: arm.role for arm in study.arms}
    if study.design == "single arm":
        yield refused(where, "found a difference in a single arm study, expected two arms; correct the design")
    elif study.controlled:
        for key in (contrast.arm, contrast.control):
            if key not in roles:
                yield refused(where, f"found arm '{key}', expected one of {', '.join(roles)}; correct the key")
    if contrast.arm == contrast.control:
        yield refused(where, "found an arm against itself, expected two arms; correct one of them")
    if contrast.ci95 is not None:
        low, high = contrast.ci95
        if not low <= contrast.difference <= high or low == high:
            yield refused(
                where, f"found {contrast.difference:g} with an interval of {low:g} to {high:g}, expected the "
                "difference within it; check the signs"
            )  # fmt: skip
    most = 1.0 if contrast.unit == "share" else math.inf
    if contrast.unit == "points" and contrast.measure in SCORES:
        most = SCORE_CEILING
    if abs(contrast.difference) > most:
        yield refused(
            where, f"found {contrast.difference:g} {contrast.unit}, expected {-most:g} to {most:g}; check the unit"
        )
    if contrast.unit in ("odds ratio", "risk ratio") and contrast.difference <= 0:
        yield refused(where, f"found a ratio of {contrast.difference:g}, expected more than 0; check the unit")
    if contrast.unit == "share" and contrast.measure not in SHARES:
        yield refused(where, f"found unit share for {contrast.measure}, expected points or SMD; change it")


def _population_problems(study: Study) -> Iterator[Problem]:
    people = study.population
    gates = {
        name: facts("case_ranges")[name].spread for name in ("age_y", "duration_months", "pain_0_100", "odi_0_100")
    }
    for name, gate in {**gates, "female_share": (0.0, 1.0)}.items():
        found = getattr(people, name)
        if found is not None and isinstance(gate, tuple) and not gate[0] <= found <= gate[1]:
            yield refused(f"population.{name}", f"found {found:g}, expected {gate[0]:g} to {gate[1]:g}; check the unit")

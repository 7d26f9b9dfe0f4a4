"""A design in words, row by row: for the report's table and for ``pulposus trial check``."""

from __future__ import annotations

from pulposus.listing import listing
from pulposus.report.trial.bound_words import bound_words
from pulposus.trial.answers.unit import name_of
from pulposus.trial.design import Design
from pulposus.trial.design.endpoints import Endpoint
from pulposus.trial.design.events import EVENTS
from pulposus.trial.design.testing import Adaptation, Futility, Looks

_METHODS = {
    "mmrm": "mixed model for repeated measures", "ancova": "analysis of covariance",
    "risk_difference": "difference of shares adjusted for the start", "logistic": "logistic regression",
    "cox": "Cox regression",
}  # fmt: skip
_MECHANISMS = {
    "at random": "whatever people feel", "seen": "more often after a bad visit",
    "unseen": "more often when the visit that is missed is bad (not at random)",
}  # fmt: skip
MULTIPLICITY = {
    "bonferroni": "Bonferroni", "holm": "Holm", "hochberg": "Hochberg", "hommel": "Hommel",
    "fixed sequence": "testing in this order", "graph": "a graph", "none": "no correction",
}  # fmt: skip
IMPUTED = {"mar": "missing at random", "jump to reference": "jump to reference", "copy reference": "copy reference",
            "copy increments": "copy increments"}  # fmt: skip
_SPENDING = {"obrien-fleming": "O'Brien-Fleming", "pocock": "Pocock", "hsd": "Hwang-Shih-DeCani", "power": "power"}


def design_rows(design: Design) -> tuple[tuple[str, str], ...]:
    """What and how, in the order of a protocol's synopsis."""
    people = dict(zip(design.arm_keys, design.people_of_arms(design.patients), strict=True))
    arms = [f"{people[arm.key]} {arm.words}{' (control)' if arm.key == design.control else ''}" for arm in design.arms]
    secondary = [one for one in design.endpoints if one.key not in design.primary]
    rows = [
        ("Question", design.question),
        ("People", _people(design)),
        ("Arms", f"{design.patients} people: {listing(arms)}; {design.blinding}"),
        ("Visits", f"months {listing([f'{month:g}' for month in design.visits_months])}"),
        ("Primary endpoint", "; ".join(_endpoint(design.endpoint(key)) for key in design.primary)),
        ("Other endpoints", "; ".join(_endpoint(one) for one in secondary)),
        ("What comes between", _events(design)),
        ("Test", _test(design)),
        ("Looks", _looks(design.looks)),
        ("Bounds", bound_words(design)),
        ("Adaptation", _adaptation(design.adaptation)),
        ("Enrolment", f"{design.enrolled_per_month:g} people a month"),
        ("Sizes tried", f"{listing([str(size) for size in design.sizes])} people"),
        ("Calibration", f"without {design.without_trial}" if design.without_trial else ""),
        ("Computed", _size(design)),
    ]
    return tuple((label, text[:1].upper() + text[1:]) for label, text in rows if text)


def _people(design: Design) -> str:
    given = design.population
    start = f"from the table {given.table.name}" if given.table else "drawn from published people"
    if given.criteria:
        start += f", by the registered criteria of {given.criteria}"
    rules = [rule.words + (" (enrichment)" if rule.enrichment else "") for rule in given.rules]
    return start + (f"; {'; '.join(rules)}" if rules else "")


def _endpoint(one: Endpoint) -> str:
    return f"{name_of(one)} ({_METHODS[one.method]})"


def _events(design: Design) -> str:
    events, said = design.events, []
    out = events.drop_out
    share = "a published share" if out.share is None else f"{100 * out.share:g} of 100"
    said.append(f"drop-out of {share}, {_MECHANISMS[out.mechanism]}")
    for name in EVENTS:
        if getattr(events, name) is not None:
            to = f" to {design.arm(events.crossover.to).words}" if name == "crossover" and events.crossover else ""
            said.append(f"{name}{to} (estimand: {events.strategy(name)})")
    if events.sensitivity:
        said.append(f"sensitivity analyses: {listing([IMPUTED[one] for one in events.sensitivity])}")
    return "; ".join(said)


def _test(design: Design) -> str:
    test, looks = design.testing, design.looks
    alpha = test.alpha if looks is None or looks.alpha is None else looks.alpha
    pairs = [key.partition("/") for key in design.hypotheses()]
    tested = listing([f"{name_of(design.endpoint(key))} in {design.arm(arm).words}" for key, _, arm in pairs])
    count = "one of them" if test.succeed == "any" else "all of them"
    several = f"; several comparisons by {correction(design)}: {tested}; success needs {count}"
    if len(pairs) < 2:  # arms that are not tested themselves are in the closed test of an adaptive design all the same
        several = f"; {correction(design)}" if design.adaptation and len(design.active) > 1 else ""
    stages = "; both stages combined by the inverse normal method" if design.adaptation else ""
    mixed = any(one.method == "mmrm" for one in design.endpoints)
    freedom = f"; degrees of freedom by {test.degrees_of_freedom.title()}" if mixed else ""
    return f"two-sided level {alpha:g}{several}{stages}{freedom}"


def correction(design: Design) -> str:
    """How several comparisons are corrected for, as the trial does it: looks share alpha between them and adaptation
    takes closed tests, whatever ``multiplicity`` says (``trial.conduct.looks``, ``trial.conduct.adapt``)."""
    how = design.testing.multiplicity
    if design.adaptation is not None:
        return "closed testing of the arms, Dunnett's test in each stage"
    if design.looks is None:
        return MULTIPLICITY.get(how, how)
    return "no correction, each with all of alpha" if how == "none" else "alpha shared equally between them"


def _looks(looks: Looks | None) -> str:
    if looks is None:
        return ""
    at = listing([f"{100 * share:g} %" for share in looks.information])
    return f"at {at} of the people, {_SPENDING[looks.spending]} spending{_futility(looks.futility)}"


_UNDER = {"trend": "if the effect so far goes on", "design": "under the effect planned for",
          "predictive": "averaged over what the look allows"}  # fmt: skip


def _futility(found: Futility | None) -> str:
    if found is None:
        return ""
    if found.chance_below is None:
        return f"; stops for futility (beta {found.beta:g}, not binding)"
    return (
        f"; stops for futility where success at the end has a chance below {found.chance_below:g} "
        f"{_UNDER[found.under]} (not binding)"
    )


def _adaptation(found: Adaptation | None) -> str:
    if found is None:
        return ""
    said = []
    if found.drop_doses:
        keep = found.drop_doses.keep
        who = "the best active arm goes on" if keep == 1 else f"the {keep} best active arms go on"
        said.append(f"{who} after the first look")
    if found.people:
        said.append(f"the size is set anew ({found.people.method}), at most {found.people.largest:g} times")
    return "; ".join(said)


def _size(design: Design) -> str:
    size = design.size
    return (
        f"{size.replicates:,} trials in worlds left possible, {size.fixed_replicates:,} in the middle world and "
        f"{size.null_replicates:,} without an effect, of each size; a cohort of {size.cohort:,} people; {size.discs} "
        f"discs solved in full and {size.check_discs} more to check them; seed {design.seed}"
    )

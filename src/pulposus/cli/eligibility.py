"""``pulposus eligibility``: red flags first, then one case beside the criteria of registered trials."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pulposus.cli.console import say, say_json
from pulposus.cli.options import AsJson
from pulposus.errors import InputError

if TYPE_CHECKING:
    from pulposus.eligibility import Eligibility, Judgement
    from pulposus.eligibility.judge import Finding

HEADINGS = {
    "eligible": "Meets every criterion that was read and can be asked here",
    "unknown": "Unknown",
    "not eligible": "Not eligible",
}
SHOWN_REASONS = 4


def eligibility(
    case: Annotated[
        Path, typer.Argument(metavar="CASE.yaml", help="Case file; docs/case.md describes it.", readable=False)
    ],
    trial: Annotated[
        str | None, typer.Option("--trial", metavar="KEY", help="Every criterion of one trial, or of 'consensus'.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Which registered trials this person could enter, and which answer is missing; red flags first."""
    from pulposus.eligibility import check
    from pulposus.forecasting.answers import answers_of
    from pulposus.forecasting.case import load_case

    if trial is not None:
        _known(trial)
    found = check(answers_of(load_case(case)))
    if as_json:
        from pulposus.eligibility.tree import as_tree

        say_json(as_tree(found, trial))
        return
    if found.stopped:
        say(found.flags.sentence)
        say("Trials are not looked at while a red flag is raised.")
        return
    _tell_open_flags(found)
    if trial is None:
        _tell(found)
    else:
        _tell_one(_one(found, trial))


def _known(trial: str) -> None:
    from pulposus.eligibility import consensus, trials

    keys = [criteria.key for criteria in (*trials(), consensus())]
    if trial not in keys:
        near = get_close_matches(trial, keys, n=1)
        hint = f"did you mean '{near[0]}'?" if near else "choose one of these."
        raise InputError(f"--trial: found '{trial}', expected one of {', '.join(keys)}; {hint}")


def _one(found: Eligibility, key: str) -> Judgement:
    assert found.consensus is not None  # no flag is raised
    return next(one for one in (*found.trials, found.consensus) if one.criteria.key == key)


def _tell_open_flags(found: Eligibility) -> None:
    if not found.flags.unanswered:
        say("Red flags: all answered with no.")
        return
    say("Red flags that were not asked; a yes to one of them comes before everything below:")
    for flag in found.flags.unanswered:
        say(f"  {flag.words}")
    say(_base_rates())


def _base_rates() -> str:
    from pulposus.eligibility import red_flags
    from pulposus.listing import listing

    flags = red_flags()
    first = flags.base_rates[0]
    source = next(source for source in flags.sources if source.key == first.source)
    rates = listing([f"{rate.words} had {rate.what}" for rate in flags.base_rates])
    return f"Of {first.population}, {rates} ({source.citation.rstrip('.')})."


def _tell(found: Eligibility) -> None:
    from pulposus.eligibility.check import NOT_APPROVAL

    for verdict, heading in HEADINGS.items():
        judged = sorted((one for one in found.trials if one.verdict == verdict), key=lambda one: len(one.reasons))
        say()
        say(f"{heading}: {len(judged)} of {len(found.trials)} trials")
        for one in judged:
            _tell_short(one)
    say()
    say("The project's own rule, a judgement and no trial:")
    assert found.consensus is not None
    _tell_short(found.consensus)
    for warning in found.consensus.warnings:
        say(f"    warning: {_warning(warning)}")
    waiting = found.ask_next()[:6]
    if waiting:
        say()
        say("What to find out next, with how many trials wait for it:")
        for question, count in waiting:
            say(f"  {count:>3}  {question.words}  ({question.key})")
    say()
    say("'--trial KEY' shows every criterion of one of them; the key stands in brackets.")
    say(NOT_APPROVAL)


def _tell_short(one: Judgement) -> None:
    from pulposus.eligibility.short import in_short

    criteria = one.criteria
    number = f", {criteria.registry}" if criteria.registry else ""
    state = "" if criteria.kind == "trial" else f": {one.verdict}"
    say(f"  {criteria.name}{number} ({criteria.key}){state}, {one.met} of {len(one.findings)} criteria met")
    for reason in in_short(one, SHOWN_REASONS):
        say(f"    {reason}")
    if one.verdict == "eligible" and criteria.kind == "trial":
        say(f"    status of the trial: {criteria.status or 'not read'}")


def _tell_one(one: Judgement) -> None:
    from pulposus.eligibility.check import NOT_APPROVAL
    from pulposus.eligibility.judge import STATES

    criteria = one.criteria
    say()
    say(f"{criteria.name}: {one.verdict}, {one.met} of {len(one.findings)} criteria met")
    say(f"Product: {criteria.product}. Registry number: {criteria.registry or 'not read'}.")
    say(f"Status: {criteria.status or 'not read'}.")
    if criteria.why:
        say(f"A judgement of this project: {' '.join(criteria.why.split())}")
    for finding in one.findings:
        say(f"  {STATES[finding.state]:<8} {finding.criterion.words} (found: {finding.found})")
    for warning in one.warnings:
        say(f"  warning  {_warning(warning)}")
    for title, entries in (("Not read", criteria.unread), ("Also asked by the trial, not here", criteria.not_asked)):
        if entries:
            say(f"{title}: {'; '.join(entries)}.")
    for source in criteria.sources:
        say(f"Source: {source.citation}. {source.doi or source.url or source.why}")
    if criteria.kind == "trial":
        say(NOT_APPROVAL)


def _warning(finding: Finding) -> str:
    return f"{finding.name} of {finding.found}: {finding.criterion.words}"

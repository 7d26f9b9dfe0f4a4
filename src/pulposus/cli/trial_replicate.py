"""``pulposus trial replicate``: finished controlled trials run again, predicted beside published."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from pulposus.cli.console import progress_bar, say, say_json, say_table
from pulposus.cli.options import AsJson, whole

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.table import Table

    from pulposus.trial.replicate import Replication, Scores
    from pulposus.trial.replicate.replicate import DifferenceBeside, Forecast, NumberBeside

BAND = 0.9
NAMES = {"pain": "pain", "odi": "ODI", "responders": "responders"}


def replicate(
    study: Annotated[
        str | None, typer.Option("--study", metavar="KEY", help="One trial of the evidence base; all when left out.")
    ] = None,
    replicates: Annotated[
        str, typer.Option("--replicates", metavar="N", help="Virtual trials of each, 20 to 4096.")
    ] = "400",
    seed: Annotated[str, typer.Option("--seed", metavar="N", help="Same seed, same answer.")] = "0",
    as_json: AsJson = False,
) -> None:
    """Run finished controlled trials again, each with the calibration that left it out."""
    start_seed = whole("--seed", "seed", seed)
    times = whole("--replicates", "draws", replicates)
    from pulposus.trial.replicate import judge, replicate_all

    with progress_bar(hidden=as_json) as progress:
        found = replicate_all(times, start_seed, None if study is None else [study], progress)
    scores = judge(found)
    if as_json:
        say_json({"trials": [_trial(one) for one in found], "scores": _scores(scores), "replicates": times,
                  "seed": start_seed})  # fmt: skip
        return
    between = [one for each in found for one in each.differences if one.difference.scored]
    if between:
        say(
            "Differences between arms, treatment minus control: median of the virtual trials and the band of 90 of 100;"
        )
        say(
            "chance: share of them with p at most 0.05 in favour; found: whether the trial had that, if its file tells."
        )
        say_table(_differences(between))
    if study is not None:
        say("Arms: change from baseline in points, or share of responders.")
        say_table(_numbers(one for each in found for one in each.numbers if one.scored))
        _notes(found[0])
        return
    for line in sentences(scores):
        say(line)


def _text(value: float, measure: str) -> str:
    return f"{100 * value:.0f} %" if measure == "responders" else f"{value:.1f}"


def _beside(forecast: Forecast, measure: str) -> tuple[str, str, str]:
    low, high = (_text(end, measure) for end in forecast.band(BAND))
    return (
        _text(forecast.median, measure),
        f"{low.removesuffix(' %')} to {high}",
        _text(forecast.published, measure),
    )


def _table(first: str, others: tuple[str, ...]) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column(first, no_wrap=True)
    for heading in others:
        table.add_column(heading, justify="right")
    return table


def _differences(found: Iterable[DifferenceBeside]) -> Table:
    table = _table("trial and arms", ("month", "outcome", "median", "90 %", "printed", "chance", "found"))
    trial = ""
    for one in found:
        its = one.difference
        if its.study != trial:
            trial = its.study
            table.add_row(trial)
        said = {None: "", True: "yes", False: "no"}[its.said.success]
        table.add_row(f"  {its.arm} - {its.control}", f"{its.month:g}", NAMES[its.measure],
                      *_beside(one.forecast, its.measure), f"{100 * one.success:.0f} %", said)  # fmt: skip
    return table


def _numbers(found: Iterable[NumberBeside]) -> Table:
    table = _table("arm", ("month", "outcome", "median", "90 %", "printed"))
    for one in found:
        its = one.number
        table.add_row(its.arm, f"{its.month:g}", NAMES[its.measure], *_beside(one.forecast, its.measure))
    return table


def _notes(found: Replication) -> None:
    from pulposus.trial.replicate.notes import notes

    for note in notes(found.protocol):
        say(note)


def sentences(scores: Scores) -> list[str]:
    """How good the predictions were, in words."""
    if not scores.numbers[0].of:
        return []

    def held(counts: Iterable[Any]) -> str:
        return ", ".join(f"{one.held} of {one.of} in the {100 * one.level:.0f} % band" for one in counts)

    said = [f"Numbers of arms ({scores.arms} arms of {scores.trials} trials): {held(scores.numbers)}."]
    if scores.differences[0].of:
        said.append(
            f"Differences ({scores.compared} trials): {held(scores.differences)}; "
            f"{scores.same_sign} have the published sign."
        )
    won = scores.successes
    if won is not None:
        low, high = won.expected
        said.append(
            f"Significant in favour of the treatment: {won.found} of {won.differences} where the file tells, "
            f"{won.promised * won.differences:.1f} promised (95 % of chance: {low} to {high}); Brier score "
            f"{won.brier:.3f}, that of the share in other trials {won.base_rate:.3f} (lower is better)."
        )
    return said


def _forecast(forecast: Forecast) -> dict[str, Any]:
    return {"published": forecast.published, "median": forecast.median, "band90": list(forecast.band(BAND)),
            "quantile": forecast.quantile}  # fmt: skip


def _trial(found: Replication) -> dict[str, Any]:
    from pulposus.trial.replicate.notes import notes

    return {
        "study": found.key,
        "arms": [{"arm": one.key, "people": one.people} for one in found.protocol.arms],
        "notes": list(notes(found.protocol)),
        "numbers": [
            {"arm": one.number.arm, "month": one.number.month, "measure": one.number.measure, "scored": one.scored,
             **_forecast(one.forecast)}
            for one in found.numbers
        ],
        "differences": [
            {"arm": one.difference.arm, "control": one.difference.control, "month": one.difference.month,
             "measure": one.difference.measure, "adjusted": one.difference.adjusted, "scored": one.difference.scored,
             **_forecast(one.forecast), "success": one.success, "found": one.difference.said.success,
             "found_by": one.difference.said.by}
            for one in found.differences
        ],
    }  # fmt: skip


def _scores(scores: Scores) -> dict[str, Any]:
    def counts(found: Iterable[Any]) -> list[dict[str, Any]]:
        return [{"level": one.level, "held": one.held, "of": one.of} for one in found]

    won = scores.successes
    return {
        "trials": scores.trials,
        "arms": scores.arms,
        "numbers": counts(scores.numbers),
        "differences": counts(scores.differences),
        "same_sign": scores.same_sign,
        "successes": None if won is None else {**vars(won), "expected": list(won.expected)},
    }

"""What ``pulposus evidence meta`` says: tables, what was left out, and at the end what it means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pulposus.cli.console import say, say_table
from pulposus.cli.tables import plain

if TYPE_CHECKING:
    from rich.table import Table

    from pulposus.cli.evidence_meta import Found
    from pulposus.evidence.meta.analysis import Analysis, Controlled
    from pulposus.evidence.meta.gathered import LeftOut
    from pulposus.evidence.meta.network.analysis import NetworkAnalysis, Part
    from pulposus.evidence.meta.pool import Pooled
    from pulposus.evidence.meta.uncontrolled import Group

CAREFUL = "Across studies, not within them; for research and for explaining evidence, no advice."


def tell(found: Found) -> None:
    """Everything that was found."""
    if found.controlled is not None:
        _controlled(found.controlled)
    elif found.within is not None:
        _within(found.within)
    elif found.network is not None:
        _network(found.network)
    say(CAREFUL)


def _controlled(found: Controlled) -> None:
    from pulposus.evidence.meta.sentences import of_controlled

    sections = [("Cells beyond sham or saline", found.main), ("The same at any visit", found.any_visit)]
    sections += [("Cells beyond their own carrier, any visit", found.carrier)]
    sections += [("Cells beyond usual care, not blinded, any visit", found.usual_care)]
    for title, analysis in sections:
        if analysis is not None and (analysis.pooled is not None or analysis is found.main):
            _analysis(title, analysis)
    _left_out(found.main.left_out)
    say()
    say(of_controlled(found.main))
    if found.any_visit is not None:
        say(f"At any visit: {of_controlled(found.any_visit)}")


def _within(found: Mapping[Group, Analysis]) -> None:
    from pulposus.evidence.meta.sentences import of_within

    for group, analysis in found.items():
        if analysis.pooled is not None:
            _analysis(f"Change within {group}", analysis)
    _left_out(tuple(out for group, analysis in found.items() if group == "cohorts" for out in analysis.left_out))
    say()
    say(of_within(found))


def _analysis(title: str, analysis: Analysis) -> None:
    from pulposus.evidence.meta.sentences import of_dose

    say(f"{title}.")
    if analysis.pooled is None:
        return
    say_table(_studies(analysis.pooled))
    _notes(analysis.pooled)
    _spread(analysis.pooled)
    if analysis.groups is not None and len(analysis.groups.groups) > 1:
        say_table(_groups(analysis))
        if (test := analysis.groups.differ) is not None:
            say(f"Test that the groups differ: p {test.p:.2g}.")
    if analysis.dose is not None:
        say(of_dose(analysis.dose))
    _robust(analysis)
    say()


def _studies(pooled: Pooled) -> Table:
    from pulposus.evidence.meta.interval import about
    from pulposus.evidence.meta.kinds import Difference
    from pulposus.report.figures.meta_lines import interval, number

    table = _table("study", ("month", "people", "95 % interval", "weight"))
    for item, weight in zip(pooled.effects.items, pooled.weights, strict=True):
        its = about(item.value, item.variance**0.5)
        people = "" if item.people is None else str(item.people)
        if isinstance(item, Difference) and item.control_people is not None:
            people += f" / {item.control_people}"
        month = "" if item.month is None else f"{item.month:g}"
        last = item is pooled.effects.items[-1]
        table.add_row(item.name, month, people, interval(its.low, its.value, its.high, pooled.scale),
                      f"{100 * weight:.0f} %", end_section=last)  # fmt: skip
    for name, whole in (("random effects", pooled.random), ("one common effect", pooled.common)):
        table.add_row(name, "", "", interval(whole.low, whole.value, whole.high, pooled.scale), "")
    if pooled.prediction is not None:
        low, high = (number(end, pooled.scale) for end in pooled.prediction)
        table.add_row("a further study", "", "", f"{low} to {high}", "")
    return table


def _table(first: str, others: tuple[str, ...]) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column(first)
    for heading in others:
        table.add_column(heading, justify="right")
    return table


def _groups(analysis: Analysis) -> Table:
    from pulposus.report.figures.meta_lines import interval

    table = _table("group", ("studies", "95 % interval"))
    assert analysis.groups is not None
    for name, pooled in analysis.groups.groups.items():
        random = pooled.random
        table.add_row(name, str(pooled.studies), interval(random.low, random.value, random.high, pooled.scale))
    return table


def _notes(pooled: Pooled) -> None:
    """What was assumed, each once with those it holds for."""
    items = pooled.effects.items
    for note in dict.fromkeys(note for item in items for note in item.notes):
        holds = [item.name for item in items if note in item.notes]
        say(f"  {'all' if len(holds) == len(items) else '; '.join(holds)}: {note}.")


def _spread(pooled: Pooled) -> None:
    if pooled.spread is None:
        return
    spread = pooled.spread
    low, high = (plain(end**0.5) for end in spread.tau2_interval)
    say(f"Between studies: SD {plain(spread.tau)} (95 % interval {low} to {high}), I2 {100 * spread.i2:.0f} %, "
        f"Q {spread.q:.1f} on {spread.q_freedom} (p {spread.q_p:.2g}).")  # fmt: skip


def _robust(analysis: Analysis) -> None:
    """What hangs on one study, and on small ones."""
    from pulposus.report.figures.meta_lines import number

    assert analysis.pooled is not None
    scale = analysis.pooled.scale
    if analysis.without:
        said = ", ".join(f"{number(w.pooled.random.value, scale)} without {w.study}" for w in analysis.without)
        say(f"Leaving one study out: {said}.")
    if (test := analysis.asymmetry) is not None:
        if test.enough:
            say(f"Small studies differ from large ones: p {test.slope.p:.2g} (Egger), {test.rank_p:.2g} (Begg).")
        else:
            say("Too few estimates to tell whether small studies differ from large ones.")


def _left_out(left_out: tuple[LeftOut, ...]) -> None:
    if not left_out:
        return
    say("Left out:")
    for why in dict.fromkeys(out.why for out in left_out):
        named = [out.study + (f" (in words: {', '.join(out.in_words)})" if out.in_words else "")
                 for out in left_out if out.why == why]  # fmt: skip
        say(f"  {', '.join(named)}: {why}.")


def _network(found: NetworkAnalysis) -> None:
    from pulposus.evidence.meta.sentences import of_network
    from pulposus.report.figures.league import NOTE

    for part in found.parts:
        _part(part)
    if found.parts:
        say(NOTE)
    _left_out(found.left_out)
    say()
    say(of_network(found))


def _part(part: Part) -> None:
    from pulposus.report.figures.league import SAME, league_rows

    network = part.network
    say(f"{len(network.treatments)} treatments, {len(network.blocks)} trial{'s' if len(network.blocks) > 1 else ''}: "
        f"{', '.join(block.study for block in network.blocks)}.")  # fmt: skip
    head, *body = league_rows(part.league)
    table = _table("", tuple(head[1:]))
    for row in body:
        table.add_row(*("" if cell == SAME else cell for cell in row))
    say_table(table)
    if network.q_freedom:
        parts = part.inconsistency
        say(f"Between trials: SD {network.tau2**0.5:.2g}; Q {network.q:.1f} on {network.q_freedom} "
            f"(p {network.q_p:.2g}), {parts.within.value:.1f} on {parts.within.freedom} of it within the same "
            f"comparisons, {parts.between.value:.1f} on {parts.between.freedom} between different ones.")  # fmt: skip
    for split in part.splits:
        if split.gap is not None:
            say(f"{split.treatment} minus {split.control}: direct {split.direct.value:.1f}, indirect "
                f"{split.indirect.value if split.indirect else 0:.1f}, p of the gap {split.gap.p:.2g}.")  # fmt: skip
    say()

"""``pulposus claims``: what people are told about discs and cells, judged by rule against the records."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pulposus.cli.console import say, say_json, say_table
from pulposus.cli.options import AsJson

if TYPE_CHECKING:
    from rich.table import Table

    from pulposus.claims import Judgement, PartResult

SHOWN_RECORDS = 12


def claims(
    key: Annotated[
        str | None, typer.Option("--id", metavar="ID", help="One statement in full: numbers, rules and records.")
    ] = None,
    studies: Annotated[
        Path | None, typer.Option("--studies", metavar="DIR", help="Folder of your own study files, beside the base.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """What people are told about discs and cells: verdict, sentence, numbers and the records behind them."""
    from pulposus.claims import Base, claim, judge_all, with_studies

    only = None if key is None else [claim(key)]
    found = judge_all(Base() if studies is None else with_studies(studies), only)
    if as_json:
        from pulposus import RESEARCH_ONLY
        from pulposus.claims import tree

        say_json({**tree(found), "statement": RESEARCH_ONLY})
        return
    if key is None:
        _tell(found)
    else:
        _tell_one(found[0])


def _tell(found: tuple[Judgement, ...]) -> None:
    from pulposus.claims import SHOWN

    say_table(as_table(found))
    counts = [f"{sum(one.verdict == verdict for one in found)} {verdict}" for verdict in SHOWN]
    say(f"Of {len(found)} statements: {', '.join(counts)}.")
    say("Verdicts follow from the records by rules; a study without a control moves none on an effect.")
    say("'pulposus claims --id ID' shows one with its numbers, rules and records.")


def as_table(found: tuple[Judgement, ...]) -> Table:
    """Every statement in one line."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("id", no_wrap=True)
    table.add_column("what people are told", no_wrap=True)
    table.add_column("verdict", no_wrap=True)
    for one in found:
        table.add_row(one.claim.id, one.claim.short, one.verdict)
    return table


def _tell_one(one: Judgement) -> None:
    say(f"{one.claim.id} ({one.claim.group}): {one.claim.statement}")
    say(f"Question: {one.claim.question}")
    say(f"In whom: {one.claim.population}.")
    say()
    say(f"Verdict: {one.verdict}")
    say(one.sentence)
    rules: list[str] = []
    for part in one.judged:
        say()
        _tell_part(part)
        rules += [] if part.rule in rules else [part.rule]
    if one.beside:
        say()
        say("Beside it, moving no verdict:")
        for part in one.beside:
            _tell_part(part)
    if one.claim.not_judged:
        say()
        say(f"Not judged: {one.claim.not_judged}.")
    say()
    for rule in rules:
        say(f"Rule. {rule}")
    if len(one.judged) > 1:
        say("A statement of several parts is supported when every part is, mixed when some part is or is mixed.")
    say(f"What would change it: {one.change}")


def _tell_part(part: PartResult) -> None:
    from pulposus.claims.clinical import number

    because = f" ({part.because})" if part.verdict else ""
    say(f"{part.asked.name}: {part.verdict or part.finding}{because}")
    for found in part.numbers:
        say(f"  {found.kind}: {found.what}: {number(found)}{f' [{found.note}]' if found.note else ''}")
    telling = [record for record in part.records if not record.silent]
    for record in telling[:SHOWN_RECORDS]:
        grade = f", grade {record.grade}" if record.grade else ""
        say(f"  {record.key} ({record.design}{grade}): {record.said}")
        say(f"    {record.citation} {record.address}")
        for place in record.read_in:
            say(f"    read in {place}")
    if len(telling) > SHOWN_RECORDS:
        say(f"  and {len(telling) - SHOWN_RECORDS} more records; --json has all.")
    silent = [record.key for record in part.records if record.silent]
    if silent:
        say(f"  looked at, and report nothing of it at these visits: {', '.join(silent)}")

"""``pulposus product``: what a harvest of cells holds, for one disc."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from pulposus.cli.console import say, say_json, say_table
from pulposus.cli.options import AsJson, number, whole
from pulposus.cli.tables import BAND, bands, plain
from pulposus.errors import InputError

if TYPE_CHECKING:
    from rich.table import Table

    from pulposus.treatment.cell_source import CellSource
    from pulposus.treatment.harvest import CellProduct

ROWS = {
    "donor_age_y": "age of the donor, years",
    "taken": "taken from the patient, ",
    "weeks": "weeks until the injection",
    "nucleated_1e6": "nucleated cells, millions",
    "colony_forming": "colony-forming cells",
    "stromal_1e6": "stromal cells, millions",
    "viability": "living share",
}
CLOSING = (
    f"Medians and the middle {100 * BAND:.0f} of 100 draws. In the disc model the living stromal cells are the",
    "injected cells: blood cells of a fresh harvest live for days and make no matrix.",
)


@dataclass(frozen=True)
class Asked:
    """What every source is asked for; ``dose_1e6`` None is the harvest's own, or the usual trial dose if grown."""

    age_y: float
    volume_mL: float
    dose_1e6: float | None
    draws: int
    seed: int
    large_syringe: bool


def product(
    source: Annotated[
        str | None, typer.Argument(metavar="[SOURCE]", help="Source of cells; without one, all side by side.")
    ] = None,
    age: Annotated[str, typer.Option("--age", metavar="Y", help="Age of the patient, years.")] = "45",
    volume: Annotated[str, typer.Option("--volume", metavar="ML", help="Injected into one disc, mL.")] = "2",
    dose: Annotated[
        str | None,
        typer.Option("--dose", metavar="N", help="Millions of cells: stromal if grown (20), nucleated if fresh."),
    ] = None,
    large_syringe: Annotated[
        bool, typer.Option("--large-syringe", help="Marrow pulled into one large syringe and not many small ones.")
    ] = False,
    draws: Annotated[str, typer.Option("--draws", metavar="N", help="How many draws of what is not known.")] = "256",
    seed: Annotated[str, typer.Option("--seed", metavar="N", help="Same seed, same numbers.")] = "0",
    as_json: AsJson = False,
) -> None:
    """Nucleated, colony-forming, stromal and living cells of a harvest, with bands."""
    from pulposus.treatment.cell_source import load_source, sources

    asked = Asked(
        age_y=number("--age", "age_y", age),
        volume_mL=number("--volume", "volume_mL", volume),
        dose_1e6=None if dose is None else _millions(dose),
        draws=whole("--draws", "draws", draws),
        seed=whole("--seed", "seed", seed),
        large_syringe=large_syringe,
    )
    found = [(load_source(key), _made(key, asked)) for key in ((source,) if source else sources())]
    if as_json:
        from pulposus import RESEARCH_ONLY

        told = {about.key: as_tree(about, made, asked) for about, made in found}
        say_json({"patient_age_y": asked.age_y, "draws": asked.draws, "seed": asked.seed, "products": told,
                  "statement": RESEARCH_ONLY})  # fmt: skip
        return
    if source is None:
        say_table(_side_by_side(found, asked))
    else:
        _tell(*found[0], asked)
    for line in CLOSING:
        say(line)
    if source is None:
        say("Grown cells are at --dose, or at a usual trial dose.")
        say("'pulposus product SOURCE' shows one of them with its sources.")


def _millions(found: str) -> float:
    try:
        return float(found)
    except ValueError:
        raise InputError(f"--dose: found '{found}', expected millions of cells; give a number such as 20.") from None


def _made(key: str, asked: Asked) -> CellProduct:
    from pulposus.library import value
    from pulposus.treatment.harvest import harvest, load_source
    from pulposus.treatment.injection import check_dose

    fresh = load_source(key).fresh
    dose = value("treatment", "bm_msc_dose_1e6") if asked.dose_1e6 is None and not fresh else asked.dose_1e6
    if dose is not None:
        check_dose(dose, asked.volume_mL, fresh=fresh)
    return harvest(
        key, patient_age_y=asked.age_y, volume_mL=asked.volume_mL, n=asked.draws, seed=asked.seed, dose_1e6=dose,
        large_syringe=asked.large_syringe,
    )  # fmt: skip


def _age_effect(about: CellSource, made: CellProduct, asked: Asked) -> list[float] | None:
    """Band of the colonies at the donor's age over those at the age of the counts; None where nothing is known."""
    from pulposus.treatment.harvest import age_factor

    return None if about.kind == "fat" else bands(age_factor(made.donor_age_y, asked.draws, asked.seed))


def as_tree(about: CellSource, made: CellProduct, asked: Asked) -> dict[str, object]:
    """Everything about one product, for a program."""
    return {
        "name": about.name,
        "what": about.what,
        "own": made.own,
        "fresh": about.fresh,
        "volume_mL": made.volume_mL,
        "taken_unit": about.taken_unit,
        **{name: bands(getattr(made, name)) for name in ROWS},
        "living_stromal_1e6": bands(made.stromal_1e6 * made.viability),
        "colonies_over_those_at_50": _age_effect(about, made, asked),
        "sources": _citations(about),
    }


def _citations(about: CellSource) -> list[str]:
    from pulposus.library import facts
    from pulposus.treatment.cell_source import facts_of

    return sorted({facts("harvest")[name].source for name in facts_of(about)})


def _tell(about: CellSource, made: CellProduct, asked: Asked) -> None:
    from pulposus.library import facts, value

    say(f"{about.name}, {'own' if made.own else 'donor'} cells. {about.what}")
    say_table(_table(about, made))
    effect = _age_effect(about, made, asked)
    if effect is None:
        say("Age: no effect on the yield of fat is in the library; none is assumed.")
    else:
        whose = "At this age" if made.own else "At the donor's age"
        odds, at = value("harvest", "age_odds_per_year"), value("harvest", "cfu_reference_age_y")
        say(f"{whose} colonies are {effect[1]:.2f} ({effect[0]:.2f} to {effect[2]:.2f}) times those at {at:.0f} years: "
            f"between no effect and the odds of 436 aspirates, {100 * odds:.1f} % a year.")  # fmt: skip
    if about.concentration:
        other = facts("harvest")["concentration_factor_80_patients"]
        once = value("harvest", about.concentration)
        say(f"Concentrating gave {once:g} times the colonies in one series, {other.value:g} in 80 patients, with a "
            f"standard deviation of {other.spread:g}.")  # fmt: skip
    if not about.fresh and made.own:
        say(f"Of cultures, {100 * value('harvest', 'culture_lots_released'):.0f} % met all criteria (8 of 11).")
    say(f"Sources: {', '.join(_citations(about))}; 'pulposus citations' prints them.")


def _table(about: CellSource, made: CellProduct) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column(f"in {made.volume_mL:g} mL for one disc")
    for heading in ("low", "median", "high"):
        table.add_column(heading, justify="right")
    for name, words in ROWS.items():
        if name == "taken":
            if not about.taken_unit:
                continue
            words += about.taken_unit
        table.add_row(words, *map(plain, bands(getattr(made, name))))
    table.add_row("living stromal cells, millions", *map(plain, bands(made.stromal_1e6 * made.viability)))
    return table


def _side_by_side(found: list[tuple[CellSource, CellProduct]], asked: Asked) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column(f"in {asked.volume_mL:g} mL at {asked.age_y:g} years")
    for heading in (
        "from",
        "taken",
        "weeks",
        "nucleated\nmillions",
        "colony-\nforming",
        "living stromal cells\nmillions",
    ):
        table.add_column(heading, justify="left" if heading == "from" else "right")
    for about, made in found:
        low, mid, high = map(plain, bands(made.stromal_1e6 * made.viability))
        taken = bands(made.taken)[1]
        table.add_row(
            about.key, "own" if made.own else "donor",
            f"{taken:.0f} {about.taken_unit.split()[0]}" if taken else "-",
            plain(bands(made.weeks)[1]), plain(bands(made.nucleated_1e6)[1]), plain(bands(made.colony_forming)[1]),
            f"{mid} ({low} to {high})",
        )  # fmt: skip
    return table

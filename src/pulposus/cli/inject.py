"""``pulposus inject``: what happens at the needle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from pulposus.cli.console import say, say_json, say_table
from pulposus.cli.options import AsJson, level, number, whole
from pulposus.cli.tables import BAND, bands, plain

if TYPE_CHECKING:
    from rich.table import Table

ROWS = {
    "dallas": "tear of the annulus, Dallas grade",
    "pressure_MPa": "pressure above opening, MPa",
    "pressure_psi": "the same, psi",
    "volume_in_mL": "volume that goes in, mL",
    "leak_share": "share that pressure drives out again",
    "volume_kept_mL": "volume that does not leak, mL",
    "retained_share": "share of the cells that stay",
    "nucleus_mL": "volume of the nucleus, mL",
    "reached_share": "share of the nucleus that is wetted",
}


def inject(
    grade: Annotated[str, typer.Option("--grade", metavar="1-5", help="Pfirrmann grade of the disc.")] = "3",
    dallas: Annotated[
        str | None, typer.Option("--dallas", metavar="0-5", help="Tear of the annulus, if somebody looked.")
    ] = None,
    volume: Annotated[str, typer.Option("--volume", metavar="ML", help="In the syringe, mL.")] = "2",
    carrier: Annotated[
        str, typer.Option("--carrier", help="saline, hyaluronan, fibrin, hydrogel or solid_scaffold.")
    ] = "saline",
    needle: Annotated[str, typer.Option("--needle", metavar="GAUGE", help="Needle, such as 22 gauge.")] = "22",
    at: Annotated[str, typer.Option("--level", help="Disc, such as L4/5.")] = "L4/5",
    draws: Annotated[str, typer.Option("--draws", metavar="N", help="How many draws of what is not known.")] = "256",
    seed: Annotated[str, typer.Option("--seed", metavar="N", help="Same seed, same numbers.")] = "0",
    as_json: AsJson = False,
) -> None:
    """Pressure, leak, spread and what stays, when a volume is injected into a disc."""
    import numpy as np

    from pulposus.disc.shape import from_parameters
    from pulposus.library import value
    from pulposus.treatment import needle as needles
    from pulposus.treatment.carrier import carrier as find_carrier
    from pulposus.treatment.carrier import sample_carrier
    from pulposus.treatment.injection import inject as put_in
    from pulposus.treatment.spread import reach
    from pulposus.units import MPA_PER_PSI

    n, chosen, start = whole("--draws", "draws", draws), whole("--grade", "grade", grade), whole("--seed", "seed", seed)
    gauge = _gauge(needle)
    millilitres = number("--volume", "volume_mL", volume)
    held = find_carrier(carrier)
    found = put_in(
        grade=np.full(n, chosen),
        volume_mL=millilitres,
        carrier=sample_carrier(carrier, n, start),
        n=n,
        seed=start,
        dallas=None if dallas is None else whole("--dallas", "annular_tear_dallas", dallas),
    )
    where = str(level("--level", at))
    reached = reach(
        from_parameters(where, age_y=value("case_ranges", "age_y"), grade=chosen),
        found.volume_in_mL,
        start,
        liquid=held.liquid,
    )
    numbers = {
        **{name: getattr(found, name) for name in ROWS if hasattr(found, name)},
        "pressure_psi": found.pressure_MPa / MPA_PER_PSI,
        "nucleus_mL": reached.nucleus_mL,
        "reached_share": reached.share,
    }
    told = {name: bands(numbers[name]) for name in ROWS}
    capped = float(found.capped.mean())
    to_height = bands(needles.diameter_mm(gauge) / reached.height_mm)
    weakened = float(needles.weakens(gauge, reached.height_mm, start).mean())
    if as_json:
        from pulposus import RESEARCH_ONLY

        say_json({
            "level": where, "grade": chosen, "carrier": held.key, "volume_mL": millilitres, "draws": n, "seed": start,
            "needle_mm": needles.diameter_mm(gauge), "needle_over_height": to_height,
            "needle_weakens_share": weakened, "capped_share": capped, **told, "statement": RESEARCH_ONLY,
        })  # fmt: skip
        return
    say_table(_table(told, f"{millilitres:g} mL in {held.name.lower()}, {where}, grade {chosen}"))
    cap = value("injection", "pressure_cap_psi")
    if held.liquid:
        stop = f"In {100 * capped:.0f} % of draws the injection stops at the {cap:g} psi at which protocols stop"
        say(f"{stop}, and less goes in." if capped else f"{stop}: all of it goes in.")
    else:
        say("A solid is laid in through an opening: no pressure drives it, and no needle brings it.")
    low, high = value("injection", "painful_volume_low_mL"), value("injection", "painful_volume_high_mL")
    say(f"Abnormal discs hurt at {low:g} to {high:g} mL in discometry: expect pain during the injection near there.")
    if held.liquid:
        say(f"The {gauge} gauge needle is {needles.diameter_mm(gauge):g} mm, {100 * to_height[1]:.0f} % of the disc's "
            f"height; mechanics of animal discs change from {100 * value('injection', 'needle_to_height_limit'):.0f} %."
        )  # fmt: skip
    say(f"Medians and the middle {100 * BAND:.0f} of 100 draws. Retention was never measured in people: a prior.")


def _gauge(found: str) -> int:
    from pulposus.errors import InputError
    from pulposus.treatment.needle import diameter_mm, gauges

    try:
        gauge = int(found)
    except ValueError:
        known = ", ".join(map(str, gauges()))
        raise InputError(f"--needle: found '{found}', expected a gauge; give one of {known}.") from None
    diameter_mm(gauge)
    return gauge


def _table(told: dict[str, list[float]], title: str) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column(title)
    for heading in ("low", "median", "high"):
        table.add_column(heading, justify="right")
    for name, words in ROWS.items():
        edges = map(round, told[name]) if name == "dallas" else told[name]
        table.add_row(words, *map(plain, edges))
    return table

"""The commands, gathered."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from pulposus import RESEARCH_ONLY, __version__
from pulposus.cli import (
    bench,
    citations,
    claims,
    course3d,
    credibility,
    demo,
    dose,
    eligibility,
    evidence,
    evidence_fit,
    evidence_meta,
    forecast,
    history,
    info,
    inject,
    measure,
    mechanics,
    product,
    sensitivity,
    solve,
    trial,
    trial_replicate,
    validate,
    verify,
)
from pulposus.cli.console import say
from pulposus.cli.explain import DEBUG, DONE

app = typer.Typer(
    name="pulposus",
    help="What a damaged lumbar disc is, whether cells can live in it, what each treatment would do, and how a trial "
    "would show it. " + RESEARCH_ONLY,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("demo")(demo.demo)
app.command("info")(info.info)
app.command("citations")(citations.citations)
app.command("measure")(measure.measure)
app.command("mechanics")(mechanics.mechanics)
app.command("forecast")(forecast.forecast)
app.command("dose")(dose.dose)
app.command("product")(product.product)
app.command("inject")(inject.inject)
app.command("course3d")(course3d.course3d)
app.command("history")(history.history)
app.command("sensitivity")(sensitivity.sensitivity)
app.command("eligibility")(eligibility.eligibility)
evidence.evidence.command("meta")(evidence_meta.meta)
evidence.evidence.command("fit")(evidence_fit.fit)
app.add_typer(evidence.evidence, name="evidence")
app.command("claims")(claims.claims)
trial.trial.command("replicate")(trial_replicate.replicate)
app.add_typer(trial.trial, name="trial")
app.command("solve")(solve.solve)
app.command("verify")(verify.verify)
app.command("validate")(validate.validate)
app.command("credibility")(credibility.credibility)
app.command("bench")(bench.bench)


@app.callback(invoke_without_command=True)
def _root(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help=f"Show the traceback of an error (also {DEBUG}=1).")] = False,
) -> None:
    if debug:
        os.environ[DEBUG] = "1"
    if version:
        say(__version__)
        raise typer.Exit(DONE)
    if context.invoked_subcommand is None:
        say(context.get_help())

"""The ``pulposus`` command: its commands, its exit codes, and one sentence for whatever goes wrong.

Exit codes: 0 done, 1 the run failed, 2 the input is wrong, 130 stopped from the keyboard.
"""

from __future__ import annotations

import io
import os
import sys
import traceback
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from pulposus import RESEARCH_ONLY, __version__
from pulposus.cli import citations, demo, forecast, info, measure
from pulposus.cli.console import complain, say
from pulposus.errors import InputError, RunError
from pulposus.run_folder import DISK_FULL

DONE, FAILED, WRONG_INPUT, STOPPED = 0, 1, 2, 130
DEBUG = "PULPOSUS_DEBUG"
# Typer carries its own copy of click or uses the installed one, by version: these names hold for both.
_Usage: Any = typer.BadParameter.__mro__[1]
_Click: Any = _Usage.__mro__[1]

app = typer.Typer(
    name="pulposus",
    help="What a damaged lumbar disc is, whether cells can live in it, and what each treatment would do. "
    + RESEARCH_ONLY,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("demo")(demo.demo)
app.command("info")(info.info)
app.command("citations")(citations.citations)
app.command("measure")(measure.measure)
app.command("forecast")(forecast.forecast)


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


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; never lets an exception out."""
    try:
        result = typer.main.get_command(app).main(arguments, prog_name="pulposus", standalone_mode=False)
        code = result if isinstance(result, int) else DONE
    except (Exception, KeyboardInterrupt) as error:
        code, sentence = explained(error)
        if os.environ.get(DEBUG, "0") not in ("", "0"):
            traceback.print_exc(file=sys.stderr)
        complain(sentence)
        return code
    if code == STOPPED:
        complain(_STOPPED)
    return code


def run() -> None:
    """Console entry point."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal without a character gets a question mark, not an error
    sys.exit(main())


_STOPPED = "Stopped from the keyboard; nothing was kept of this run."


def explained(error: BaseException) -> tuple[int, str]:
    """Exit code and sentence for an error."""
    if isinstance(error, InputError):
        return WRONG_INPUT, str(error)
    if isinstance(error, RunError):
        return FAILED, str(error)
    if isinstance(error, (KeyboardInterrupt, typer.Abort)):
        return STOPPED, _STOPPED
    if isinstance(error, _Click):
        return WRONG_INPUT, _usage(error)
    if isinstance(error, MemoryError):
        return FAILED, "The computer's memory is full: close other programs, or ask for fewer draws (--draws)."
    if isinstance(error, OSError) and error.errno in DISK_FULL:
        return FAILED, "The disk is full and nothing of this run was kept: free some space, or give another --out."
    if isinstance(error, OSError) and error.strerror:
        name = f" '{error.filename}'" if error.filename is not None else ""
        return FAILED, f"The file system refused{name} ({error.strerror}): check the path and its permissions."
    details = f"run again with {DEBUG}=1 to see the details, and report them"
    said = " ".join(str(error).split())[:200]
    return FAILED, f"This is a mistake in Pulposus ({type(error).__name__}{': ' if said else ''}{said}): {details}."


def _usage(error: Any) -> str:
    command = getattr(getattr(error, "ctx", None), "command_path", "pulposus")
    said = " ".join(error.format_message().split()).rstrip(".")
    if "Did you mean" in said:
        return said.replace(". Did you mean", "; did you mean")
    return f"{said}; see '{command} --help'."

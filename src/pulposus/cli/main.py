"""The ``pulposus`` command. What it needs is imported inside, where a stop from the keyboard is already heeded."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence

from pulposus.cli.stop import SENTENCES, heed_stops


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; never lets an exception out."""
    from pulposus.cli.console import complain
    from pulposus.cli.explain import DEBUG, DONE, STOPPED, explained

    try:
        import typer

        from pulposus.cli.app import app

        result = typer.main.get_command(app).main(arguments, prog_name="pulposus", standalone_mode=False)
        code = result if isinstance(result, int) else DONE
        sys.stdout.flush()
    except BrokenPipeError:
        _drop_stdout()  # the reader has seen enough, such as `head`
        return DONE
    except (Exception, KeyboardInterrupt) as error:
        code, sentence = explained(error)
        if os.environ.get(DEBUG, "0") not in ("", "0"):
            import traceback

            traceback.print_exc(file=sys.stderr)
        complain(sentence)
        return code
    if code == STOPPED:
        complain(SENTENCES["SIGINT"])
    return code


def run() -> None:
    """Console entry point."""
    heed_stops()
    if sys.stdout is None or sys.stderr is None:  # started with a closed stream
        nowhere = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123  (open until the end)
        sys.stdout, sys.stderr = sys.stdout or nowhere, sys.stderr or nowhere
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal without a character gets a question mark, not an error
    code = main()
    try:
        sys.stdout.flush()
    except OSError:
        _drop_stdout()  # said by `main` already
    sys.exit(code)


def _drop_stdout() -> None:
    """Let nothing be written at the exit, where an error could no longer be caught."""
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123  (open until the end)

"""Exit codes, and one sentence for whatever goes wrong.

0 done, 1 the run failed, 2 the input is wrong, 130 stopped from the keyboard.
"""

from __future__ import annotations

from typing import Any

from pulposus.cli.stop import SENTENCES
from pulposus.errors import InputError, RunError
from pulposus.run_folder import DISK_FULL

DONE, FAILED, WRONG_INPUT, STOPPED = 0, 1, 2, 130
DEBUG = "PULPOSUS_DEBUG"


def explained(error: BaseException) -> tuple[int, str]:
    """Exit code and sentence for an error."""
    import typer

    # Typer carries its own copy of click or uses the installed one, by version: this holds for both.
    click_error: Any = typer.BadParameter.__mro__[2]
    if isinstance(error, InputError):
        return WRONG_INPUT, str(error)
    if isinstance(error, RunError):
        return FAILED, str(error)
    if isinstance(error, (KeyboardInterrupt, typer.Abort)):
        return STOPPED, SENTENCES["SIGINT"]
    if isinstance(error, click_error):
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

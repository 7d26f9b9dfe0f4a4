"""Keep results beside the code, and write their tables into the documentation.

``python -m pulposus.credibility.snapshot VERIFY_DIR VALIDATE_DIR [MORE]``

The first two folders are those of ``pulposus verify --out`` and ``pulposus validate --out``. MORE is one of ``pulposus
credibility --out`` (without it the numerical study is run), and after it one of ``pulposus sensitivity --out``.
"""

from __future__ import annotations

import sys
from pathlib import Path

from pulposus.credibility.assess import assess_all
from pulposus.credibility.docs import refresh
from pulposus.credibility.gather import Folders, gather
from pulposus.credibility.left_out import known
from pulposus.credibility.results import Results
from pulposus.credibility.shipped import FILE
from pulposus.credibility.software import source_tree
from pulposus.errors import InputError, RunError

USE = (
    "Give two to four folders: python -m pulposus.credibility.snapshot VERIFY_DIR VALIDATE_DIR "
    "[NUMERICS_DIR [SENSITIVITY_DIR]]\n"
)


def text(results: Results) -> str:
    """The results as the file holds them."""
    return results.model_dump_json(indent=1, exclude_defaults=True) + "\n"


def main(arguments: list[str]) -> int:
    """Command line of this module."""
    if not 2 <= len(arguments) <= 4:
        sys.stderr.write(USE)
        return 2
    try:
        results = gather(Folders(*map(Path, arguments)))
        target = Path(__file__).with_name(FILE)
        target.write_text(text(results), encoding="utf-8")
        root = source_tree()
        page = None if root is None else refresh(root, assess_all(results, known()))
    except (InputError, RunError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2 if isinstance(error, InputError) else 1
    sys.stdout.write(f"Wrote {target}{f' and the tables of {page}' if page else ''}.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

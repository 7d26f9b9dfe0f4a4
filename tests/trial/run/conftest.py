"""Lets the tests of runs, and the processes they start, share the pieces of `trial_run_toys`."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

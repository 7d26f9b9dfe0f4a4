"""Lets the tests of problems share the boxes of `hexboxes`."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

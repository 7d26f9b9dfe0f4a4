"""run.json: what made a run, so that it can be made again."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from importlib.resources import files

from pulposus import RESEARCH_ONLY
from pulposus.forecasting.case import Case
from pulposus.forecasting.result import Forecast


def library_hash() -> str:
    """SHA-256 over all library and treatment files and the posterior: two runs with the same hash used the same
    numbers."""
    digest = hashlib.sha256()
    homes = (("pulposus.library", "facts"), ("pulposus.treatment", "library"), ("pulposus.symptoms", "posterior_data"))
    for package, folder in homes:
        for path in sorted((files(package) / folder).iterdir(), key=lambda p: p.name):
            digest.update(path.name.encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def run_record(forecast: Forecast, case: Case, wall_s: float, input_hashes: dict[str, str]) -> dict[str, object]:
    """What run.json holds of a forecast, beside the versions that every run records."""
    return {
        "seed": forecast.seed,
        "draws": forecast.draws,
        "months": list(forecast.months),
        "treatments": [treatment.key for treatment in forecast.treatments],
        "levels": list(forecast.levels),
        "treated_levels": list(forecast.treated_levels),
        "facts_used": list(forecast.facts_used),
        "library_sha256": library_hash(),
        "case_sha256": hashlib.sha256(case.to_yaml().encode()).hexdigest(),
        "input_sha256": input_hashes,
        "failures": list(forecast.failures),
        "date_utc": datetime.now(UTC).isoformat(timespec="seconds"),
        "wall_s": round(wall_s, 2),
        "statement": RESEARCH_ONLY,
    }

"""What nobody knows, in sentences, and how the draws carry it."""

from __future__ import annotations

from pulposus.library import facts
from pulposus.library.schema import Fact


def _span(topic: str, name: str, scale: float = 1.0) -> str:
    fact: Fact = facts(topic)[name]
    assert isinstance(fact.spread, tuple)
    low, high = (f"{scale * end:g}" for end in fact.spread)
    return f"{low} to {high}"


def unknowns(*, cells: bool, assumed: tuple[str, ...], assumed_shape: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Sentences on what is unknown in this run; spans are read from the library of facts."""
    said = [
        "How strongly inflammation and peak stress in a disc make a person hurt is not known; the draws go from only "
        "one to only the other, and structure and pain may part ways.",
        "How far people improve after any procedure (sham response) differs between trials for reasons nobody knows; "
        "the draws carry that spread as part of the context.",
        "How well the endplates of this disc let nutrients through cannot be measured in a patient; the draws carry "
        "published spread.",
    ]
    if cells:
        half_life = _span("biology", "msc_half_life_day")
        retained = _span("treatment", "retention_saline", 100)
        said += [
            f"How many injected cells stay in a human disc was never measured; the draws span {retained} %.",
            f"How long injected cells live in a human disc is not known; half-lives of {half_life} days are drawn.",
            "What injected cells do to inflammation in a human disc is not known; the prior includes no effect.",
            "Whether one needle puncture harms a disc in the long run is disputed; the draws span none to "
            f"{100 * facts('biology')['puncture_height_loss'].spread[1]:g} % of height.",  # type: ignore[index]
        ]
    for level, names in assumed_shape.items():
        if names:
            listed = ", ".join(name.replace("_", " ") for name in names)
            said.append(
                f"Not covered by the image or the case, so filled from published proportions at {level}: {listed}."
            )
    if assumed:
        said.append(f"Assumed about the patient, not given: {', '.join(name.replace('_', ' ') for name in assumed)}.")
    return tuple(said)

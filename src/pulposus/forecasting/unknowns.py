"""What nobody knows, in sentences, and how the draws carry it."""

from __future__ import annotations

from pulposus.library import facts
from pulposus.library.schema import Fact
from pulposus.listing import listing

# Field names as a reader says them.
_WORDS = {
    "age_y": "age",
    "sex": "sex",
    "pain_0_100": "pain",
    "odi_0_100": "disability",
    "duration_months": "how long the pain has lasted",
    "bmi_kg_m2": "body mass index",
    "smoker": "smoking",
    "diabetes": "diabetes",
    "anterior_height_mm": "height in front",
    "middle_height_mm": "height in the middle",
    "posterior_height_mm": "height behind",
    "mean_height_mm": "mean height",
    "depth_mm": "depth",
    "width_mm": "width",
    "axial_area_mm2": "area from above",
    "volume_cm3": "volume",
    "wedge_deg": "wedge angle",
}


def _span(topic: str, name: str, scale: float = 1.0) -> str:
    fact: Fact = facts(topic)[name]
    assert isinstance(fact.spread, tuple)
    low, high = (f"{scale * end:g}" for end in fact.spread)
    return f"{low} to {high}"


def unknowns(
    *,
    carriers: tuple[str, ...],
    treated: tuple[str, ...],
    assumed: tuple[str, ...],
    assumed_shape: dict[str, tuple[str, ...]],
) -> tuple[str, ...]:
    """Sentences on what is unknown in this run; spans are read from the library of facts.

    Args:
        carriers: keys of the carriers of cells; empty without cells.
        treated: treated levels.
        assumed: fields of the patient that nobody gave.
        assumed_shape: by level, sizes that neither image nor case gave.
    """
    mean, sd = (facts("symptoms")["pain_effect"].value, facts("symptoms")["pain_effect"].spread)
    said = [
        f"Whether {' and '.join(treated)} is where the pain comes from cannot be known from an image; "
        "the model takes it so.",
        "How strongly inflammation and peak stress in a disc make a person hurt is not known; the draws go from only "
        "one to only the other, and structure and pain may part ways.",
        "How far people improve after any procedure (sham response) differs between trials for reasons nobody knows; "
        "the draws carry that spread as part of the context.",
        "How well the endplates of this disc let nutrients through cannot be measured in a patient; the draws span "
        f"{_span('transport', 'endplate_exchange', 100)} % of a healthy plate, by judgement.",
        "How fast this disc makes and loses matrix, and which cells it has already lost for want of food, follows from "
        "the model and wide priors, not from a measurement in this person.",
        "Body mass, smoking, diabetes and heavy work go with worse discs in populations, but reviews find that they do "
        "not drive progression, so beyond the scores and the disc as given they change nothing here but where a trial "
        "says so.",
    ]
    if carriers:
        half_life = _span("biology", "msc_half_life_day")
        retained = listing(
            [f"{_span('carriers', f'{key}_retention', 100)} % in {key.replace('_', ' ')}" for key in carriers]
        )
        said += [
            "How many injected cells stay in a human disc was never measured; of those that do not leak the draws keep "
            f"{retained}.",
            f"How long injected cells live in a human disc is not known; half-lives of {half_life} days are drawn, "
            "and in the model they and the disc's own cells die where glucose runs out or acid builds up.",
            "Injected cells eat too: in the model they can starve the disc's own cells. How much they eat was "
            "measured only on plates, and no study in people shows or excludes this.",
            "What injected cells do to inflammation in a human disc is not known; the prior starts at no effect.",
            f"How much that helps pain rests on the editors' judgement of controlled trials, {mean:g} points with a "
            f"spread of {sd:g}, no effect and harm included; it is not yet a calibration.",
            "Whether one needle puncture harms a disc in the long run is disputed; the draws span none to "
            f"{100 * facts('biology')['puncture_height_loss'].spread[1]:g} % of height.",  # type: ignore[index]
        ]
    by_names: dict[tuple[str, ...], list[str]] = {}
    for level, names in assumed_shape.items():
        if names:
            by_names.setdefault(names, []).append(level)
    for names, levels in by_names.items():
        said.append(
            f"Not covered by the image or the case, so filled from published proportions at {listing(levels)}: "
            f"{listing([_WORDS.get(name, name) for name in names])}."
        )
    if assumed:
        said.append(f"Assumed about the patient, not given: {listing([_WORDS.get(name, name) for name in assumed])}.")
    return tuple(said)

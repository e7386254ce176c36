"""English."""

from streaming.narrating.place import Nearness, Side
from streaming.narrating.wording.phrasebook import Guidance, Phrasebook

__all__ = ["ENGLISH"]


def _metres(count: int) -> str:
    return "about one metre away" if count <= 1 else f"about {count} metres away"


ENGLISH = Phrasebook(
    language="en",
    one={"a": "a", "an": "an"},
    none={"a": "no", "an": "no"},
    numbers=(
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
    ),
    many="many",
    possibly="possibly {}",
    conjunction="and",
    sides={Side.LEFT: "on the left", Side.AHEAD: "ahead", Side.RIGHT: "on the right"},
    hour=lambda hour: f"at {hour} o'clock",
    hours=lambda hours: f"at {hours} o'clock",
    nearness={Nearness.CLOSE: "very near", Nearness.NEAR: "near", Nearness.FAR: "far away"},
    metres=_metres,
    hazard="{what} coming, {where}",
    hazard_sides={Side.LEFT: "left", Side.AHEAD: "ahead", Side.RIGHT: "right"},
    hazard_hour=lambda hour: f"{hour} o'clock",
    side_names={Side.LEFT: "left", Side.AHEAD: "ahead", Side.RIGHT: "right"},
    hazards="Careful: {}",
    hazards_everywhere="Careful on all sides",
    something="something",
    gone="No longer in view: {}",
    now="Now {where}: {what}",
    nothing="I recognise nothing here.",
    nothing_ahead="I recognise nothing ahead.",
    nobody="Nobody in view any more.",
    not_seen="I see {}.",
    notice="Not for navigation safety.",
    guidance={
        Guidance.DARK: "Too dark to see. Try a light.",
        Guidance.BLURRED: "The picture is blurred. Hold still, or wipe the lens.",
        Guidance.COVERED: "The camera is covered.",
        Guidance.UPSIDE_DOWN: "The camera is upside down.",
        Guidance.NO_PICTURE: "No picture comes from the camera.",
    },
    reads="It reads: {}",
    no_text="I see no text.",
    unsure="Possibly: {}",
    unknown="I cannot tell.",
    cannot_answer="I cannot answer questions about the picture here.",
    cannot_read="I cannot read text here.",
    past="Before the view changed: {}",
    nothing_said="Nothing was said yet.",
    verbosity="Detail level {}.",
)

"""German."""

from streaming.narrating.place import Nearness, Side
from streaming.narrating.wording.phrasebook import Guidance, Phrasebook

__all__ = ["GERMAN"]


def _metres(count: int) -> str:
    return "etwa einen Meter entfernt" if count <= 1 else f"etwa {count} Meter entfernt"


GERMAN = Phrasebook(
    language="de",
    one={"m": "ein", "f": "eine", "n": "ein"},
    none={"m": "kein", "f": "keine", "n": "kein"},
    numbers=(
        "zwei",
        "drei",
        "vier",
        "fünf",
        "sechs",
        "sieben",
        "acht",
        "neun",
        "zehn",
        "elf",
        "zwölf",
    ),
    many="viele",
    possibly="vielleicht {}",
    conjunction="und",
    sides={Side.LEFT: "links", Side.AHEAD: "geradeaus", Side.RIGHT: "rechts"},
    hour=lambda hour: f"auf {hour} Uhr",
    hours=lambda hours: f"auf {hours} Uhr",
    nearness={Nearness.CLOSE: "ganz nah", Nearness.NEAR: "nah", Nearness.FAR: "weit weg"},
    metres=_metres,
    hazard="Achtung, {what}, {where}",
    hazard_sides={Side.LEFT: "links", Side.AHEAD: "vorn", Side.RIGHT: "rechts"},
    hazard_hour=lambda hour: f"{hour} Uhr",
    side_names={Side.LEFT: "links", Side.AHEAD: "vorn", Side.RIGHT: "rechts"},
    hazards="Achtung: {}",
    hazards_everywhere="Achtung auf allen Seiten",
    something="etwas",
    gone="Nicht mehr im Bild: {}",
    now="Jetzt {where}: {what}",
    nothing="Ich erkenne hier nichts.",
    nothing_ahead="Ich erkenne geradeaus nichts.",
    nobody="Niemand mehr im Bild.",
    not_seen="Im Bild ist {}.",
    notice="Keine Hilfe für sichere Fortbewegung.",
    guidance={
        Guidance.DARK: "Zu dunkel. Versuche es mit Licht.",
        Guidance.BLURRED: "Das Bild ist unscharf. Ruhig halten oder die Linse abwischen.",
        Guidance.COVERED: "Die Kamera ist verdeckt.",
        Guidance.UPSIDE_DOWN: "Die Kamera steht auf dem Kopf.",
        Guidance.NO_PICTURE: "Von der Kamera kommt kein Bild.",
    },
    reads="Da steht: {}",
    no_text="Ich sehe keinen Text.",
    unsure="Vielleicht: {}",
    unknown="Das kann ich nicht erkennen.",
    cannot_answer="Fragen zum Bild kann ich hier nicht beantworten.",
    cannot_read="Text kann ich hier nicht lesen.",
    past="Bevor sich das Bild änderte: {}",
    nothing_said="Es wurde noch nichts gesagt.",
    verbosity="Ausführlichkeit {}.",
)

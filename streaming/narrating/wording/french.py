"""French."""

from streaming.narrating.place import Nearness, Side
from streaming.narrating.wording.phrasebook import Guidance, Phrasebook

__all__ = ["FRENCH"]


def _hour(hour: int) -> str:
    return "à 1 heure" if hour == 1 else f"à {hour} heures"


def _metres(count: int) -> str:
    return "à environ un mètre" if count <= 1 else f"à environ {count} mètres"


FRENCH = Phrasebook(
    language="fr",
    one={"m": "un", "f": "une"},
    none={"m": "aucun", "f": "aucune"},
    numbers=(
        "deux",
        "trois",
        "quatre",
        "cinq",
        "six",
        "sept",
        "huit",
        "neuf",
        "dix",
        "onze",
        "douze",
    ),
    many="plus de douze",
    possibly="peut-être {}",
    conjunction="et",
    sides={Side.LEFT: "à gauche", Side.AHEAD: "devant", Side.RIGHT: "à droite"},
    hour=_hour,
    hours=lambda hours: f"à {hours} heures",
    nearness={Nearness.CLOSE: "tout près", Nearness.NEAR: "près", Nearness.FAR: "loin"},
    metres=_metres,
    hazard="Attention, {what} {where}",
    hazard_sides={Side.LEFT: "à gauche", Side.AHEAD: "devant", Side.RIGHT: "à droite"},
    hazard_hour=_hour,
    side_names={Side.LEFT: "gauche", Side.AHEAD: "devant", Side.RIGHT: "droite"},
    hazards="Attention, {}",
    hazards_everywhere="Attention de tous côtés",
    something="objet",
    gone="Hors de vue : {}",
    now="Maintenant {where} : {what}",
    nothing="Je ne reconnais rien ici.",
    nothing_ahead="Je ne reconnais rien devant.",
    nobody="Plus personne en vue.",
    not_seen="Je ne vois {}.",
    notice="Ne garantit pas la sécurité de vos déplacements.",
    guidance={
        Guidance.DARK: "Trop sombre pour voir. Essayez une lumière.",
        Guidance.BLURRED: "L'image est floue. Tenez l'appareil immobile ou essuyez l'objectif.",
        Guidance.COVERED: "La caméra est couverte.",
        Guidance.UPSIDE_DOWN: "La caméra est à l'envers.",
        Guidance.NO_PICTURE: "Aucune image ne vient de la caméra.",
    },
    reads="Il est écrit : {}",
    no_text="Je ne vois pas de texte.",
    unsure="Peut-être : {}",
    unknown="Je ne peux pas le dire.",
    cannot_answer="Ici, je ne peux pas répondre aux questions sur l'image.",
    cannot_read="Ici, je ne peux pas lire de texte.",
    past="Avant que la vue ne change : {}",
    nothing_said="Rien n'a encore été dit.",
    verbosity="Niveau de détail {}.",
)

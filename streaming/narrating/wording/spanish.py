"""Spanish."""

from streaming.narrating.place import Nearness, Side
from streaming.narrating.wording.phrasebook import Guidance, Phrasebook

__all__ = ["SPANISH"]


def _hour(hour: int) -> str:
    return "a la 1" if hour == 1 else f"a las {hour}"


def _metres(count: int) -> str:
    return "a un metro más o menos" if count <= 1 else f"a unos {count} metros"


SPANISH = Phrasebook(
    language="es",
    one={"m": "un", "f": "una"},
    none={"m": "ningún", "f": "ninguna"},
    numbers=(
        "dos",
        "tres",
        "cuatro",
        "cinco",
        "seis",
        "siete",
        "ocho",
        "nueve",
        "diez",
        "once",
        "doce",
    ),
    many="más de doce",
    possibly="quizá {}",
    conjunction="y",
    sides={Side.LEFT: "a la izquierda", Side.AHEAD: "delante", Side.RIGHT: "a la derecha"},
    hour=_hour,
    hours=lambda hours: f"a las {hours}",
    nearness={Nearness.CLOSE: "muy cerca", Nearness.NEAR: "cerca", Nearness.FAR: "lejos"},
    metres=_metres,
    hazard="Cuidado, {what}, {where}",
    hazard_sides={Side.LEFT: "izquierda", Side.AHEAD: "delante", Side.RIGHT: "derecha"},
    hazard_hour=_hour,
    side_names={Side.LEFT: "izquierda", Side.AHEAD: "delante", Side.RIGHT: "derecha"},
    hazards="Cuidado: {}",
    hazards_everywhere="Cuidado por todas partes",
    something="algo",
    gone="Ya no a la vista: {}",
    now="Ahora {where}: {what}",
    nothing="No reconozco nada aquí.",
    nothing_ahead="No reconozco nada delante.",
    nobody="Ya no hay nadie a la vista.",
    not_seen="No veo {}.",
    notice="No es una ayuda para moverse con seguridad.",
    guidance={
        Guidance.DARK: "Demasiado oscuro para ver. Prueba con una luz.",
        Guidance.BLURRED: "La imagen está borrosa. Mantén quieta la cámara o limpia la lente.",
        Guidance.COVERED: "La cámara está tapada.",
        Guidance.UPSIDE_DOWN: "La cámara está al revés.",
        Guidance.NO_PICTURE: "No llega imagen de la cámara.",
    },
    reads="Dice: {}",
    no_text="No veo texto.",
    unsure="Quizá: {}",
    unknown="No puedo saberlo.",
    cannot_answer="Aquí no puedo responder preguntas sobre la imagen.",
    cannot_read="Aquí no puedo leer texto.",
    past="Antes de que cambiara la vista: {}",
    nothing_said="Todavía no se ha dicho nada.",
    verbosity="Nivel de detalle {}.",
)

"""What a user can ask for, by key or aloud."""

import re
from dataclasses import dataclass
from enum import Enum

__all__ = ["Command", "Order", "heard"]


class Order(Enum):
    """What can be asked for."""

    REPEAT = "repeat"
    MORE = "more"
    STOP = "stop"
    AHEAD = "ahead"
    READ = "read"
    VERBOSITY = "verbosity"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Command:
    """An order, with what it needs."""

    order: Order
    verbosity: int = 2
    """For `VERBOSITY`: 1 to 3."""
    question: str = ""
    """For `QUESTION`, in the user's language."""
    is_spoken: bool = False
    """It was said aloud, not given by key."""


_PHRASES = {
    "en": {
        Order.REPEAT: "repeat|say that again|say again|what did you say",
        Order.MORE: "more|tell me more|more detail|describe it|describe the picture",
        Order.STOP: "stop|quiet|be quiet|silence|shut up",
        Order.AHEAD: "what is ahead|what's ahead|what is in front of me|what's in front of me",
        Order.READ: "read|read it|read this|read that|read the text|what does it say",
    },
    "es": {
        Order.REPEAT: "repite|repítelo|otra vez|qué has dicho",
        Order.MORE: "más|dime más|más detalle|descríbelo",
        Order.STOP: "para|basta|silencio|cállate|alto",
        Order.AHEAD: "qué hay delante|qué tengo delante",
        Order.READ: "lee|léelo|lee esto|lee el texto|qué dice|qué pone",
    },
    "de": {
        Order.REPEAT: "wiederholen|wiederhole|noch einmal|nochmal|was hast du gesagt",
        Order.MORE: "mehr|sag mehr|mehr details|beschreibe es|beschreib es",
        Order.STOP: "stopp|stop|halt|ruhe|still",
        Order.AHEAD: "was ist vor mir|was ist geradeaus|was ist vorn",
        Order.READ: "lies|lies vor|lies es vor|lies das vor|was steht da",
    },
    "fr": {
        Order.REPEAT: "répète|répétez|encore une fois|qu'as-tu dit",
        Order.MORE: "plus|dis-m'en plus|plus de détails|décris",
        Order.STOP: "stop|arrête|arrêtez|silence|tais-toi",
        Order.AHEAD: "qu'y a-t-il devant|qu'est-ce qu'il y a devant moi|qu'y a-t-il devant moi",
        Order.READ: "lis|lis-le|lis ça|lisez|lis le texte|qu'est-ce qui est écrit",
    },
}
_QUESTION_WORDS = {
    "en": "what|which|who|where|when|why|how|is|are|do|does|can|could",
    "es": "qué|cuál|quién|dónde|cuándo|por qué|cómo|cuántos|cuántas|hay|está|están",
    "de": "was|welche|welcher|welches|wer|wo|wann|warum|wie|ist|sind|gibt",
    "fr": "quoi|quel|quelle|quels|quelles|qui|où|quand|pourquoi|comment|combien|est-ce|y a-t-il",
}
_EDGES = " .,;:!?¡¿\"'«»…"


def heard(text: str, language: str) -> Command | None:
    """The command in what somebody said; None if it is none, so that talk goes unanswered.

    What is no command is a question if it begins like one or ends in a question mark.
    """
    base = language if language in _PHRASES else "en"
    plain = re.sub(r"\s+", " ", text.strip(_EDGES)).replace("’", "'").lower()
    if not plain:
        return None
    for order, phrases in _PHRASES[base].items():
        if plain in phrases.split("|"):
            return Command(order, is_spoken=True)
    begins = any(plain.startswith(f"{word} ") for word in _QUESTION_WORDS[base].split("|"))
    if text.strip().endswith("?") or begins:
        return Command(Order.QUESTION, question=text.strip(), is_spoken=True)
    return None

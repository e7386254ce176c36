"""Where a reader would pause: how well a line may end between two words."""

from enum import IntEnum

__all__ = ["Pause", "pause_between"]


class Pause(IntEnum):
    """Kinds of places between two words, the best for a line break first."""

    SENTENCE = 0
    CLAUSE = 1
    PHRASE = 2
    """Before a conjunction or a preposition."""
    NONE = 3
    DANGLING = 4
    """After a word that belongs to the next one."""


_SENTENCE_ENDS = ".!?…。！？｡؟।"
_CLAUSE_ENDS = ",;:—–、，；：،؛"
_CLOSERS = "\"'”’»)]）」』】"

_LEADING = {
    "en": (
        "about after although and as at because before but by during for from if in into like nor "
        "of on or over since so than that through to under unless until when where whether which "
        "while who whose why with without"
    ),
    "es": (
        "a al ante aunque bajo como con contra cuando de del desde donde durante e en entre hacia "
        "hasta mientras ni o para pero por porque pues que quien según si sin sino sobre tras u y"
    ),
    "pt": (
        "a ao aos após até com como contra da das de desde do dos durante e em embora enquanto "
        "entre mas na nas nem no nos o onde ou para pela pelo por porque quando que se sem sob "
        "sobre à às"
    ),
    "fr": (
        "afin après au aux avant avec car chez comme dans de depuis des donc du dont en entre et "
        "lorsque mais ni où ou par parce pendant pour puisque quand que qui sans si sous sur vers "
        "à"
    ),
    "it": (
        "a ad al alla alle ai agli anche che chi come con contro da dal dalla de dei del della "
        "delle di dopo dove durante e ed fra in ma mentre nel nella né o per perché però prima "
        "quando se senza sotto su sul sulla tra verso"
    ),
    "de": (
        "aber als an auf aus bei bevor bis da damit dass denn durch für gegen hinter in indem mit "
        "nach nachdem neben ob obwohl oder ohne seit sondern sowie um und unter von vor während "
        "weil wenn wie zu zum zur zwischen über"
    ),
    "nl": (
        "aan als achter bij dat die door en hoewel in maar met na naar of om omdat onder op over "
        "sinds terwijl tot totdat toen tussen uit van voor voordat wanneer want zonder"
    ),
    "ru": (
        "а без в во для до если за и из или как когда который которая которые к ко между на над "
        "но о об около от перед по под потому при про с со так то у хотя через что чтобы"
    ),
}
_ARTICLES = {
    "en": "a an the my your his her its our their this these those",
    "es": "el la los las lo un una unos unas mi tu su mis sus",
    "pt": "as os um uma uns umas meu minha seu sua",
    "fr": "le la les l un une mon ma mes son sa ses ce cet cette ces notre votre leur",
    "it": "il lo la i gli le un uno una mio mia suo sua",
    "de": "der die das den dem des ein eine einen einem einer eines mein sein ihr",
    "nl": "de het een mijn zijn haar ons",
}
_LEADS = {language: frozenset(words.split()) for language, words in _LEADING.items()}
_BINDS = {
    language: _LEADS[language] | frozenset(_ARTICLES.get(language, "").split())
    for language in _LEADS
}
_NO_WORDS: frozenset[str] = frozenset()


def pause_between(before: str, after: str, language: str) -> Pause:
    """How well a line may end between two neighbouring words of a language (a code)."""
    base = language.partition("-")[0].lower()
    ending = before.rstrip(_CLOSERS)[-1:]
    if ending and ending in _SENTENCE_ENDS:
        # "e.g. this": a lower-case word goes on with the sentence.
        return Pause.CLAUSE if after[:1].islower() else Pause.SENTENCE
    if ending and ending in _CLAUSE_ENDS:
        return Pause.CLAUSE
    if before.lower() in _BINDS.get(base, _NO_WORDS):
        return Pause.DANGLING
    if after.lower() in _LEADS.get(base, _NO_WORDS):
        return Pause.PHRASE
    return Pause.NONE

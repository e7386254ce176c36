"""Languages: their names, and the many codes they go by, all brought to ISO 639-1."""

from types import MappingProxyType

from configs.errors import ConfigError

__all__ = ["LANGUAGES", "find_language", "language_code", "language_name"]

# Code, English name, other codes: ISO 639-2 and -3, and what model makers write instead.
# `haw` and `yue` have no two-letter code; they are here because Whisper knows them.
_TABLE = """
af Afrikaans afr            | am Amharic amh           | an Aragonese arg
ar Arabic ara arb           | as Assamese asm          | az Azerbaijani aze azj
ba Bashkir bak              | be Belarusian bel        | bg Bulgarian bul
bn Bengali ben              | bo Tibetan bod tib       | br Breton bre
bs Bosnian bos              | ca Catalan cat           | cs Czech ces cze
cy Welsh cym wel            | da Danish dan            | de German deu ger
el Greek ell gre            | en English eng           | eo Esperanto epo
es Spanish spa              | et Estonian est ekk      | eu Basque eus baq
fa Persian fas per pes      | fi Finnish fin           | fo Faroese fao
fr French fra fre           | ga Irish gle             | gd Gaelic gla
gl Galician glg             | gu Gujarati guj          | ha Hausa hau
haw Hawaiian                | he Hebrew heb iw         | hi Hindi hin
hr Croatian hrv             | ht Haitian hat           | hu Hungarian hun
hy Armenian hye arm         | id Indonesian ind in     | ig Igbo ibo
is Icelandic isl ice        | it Italian ita           | ja Japanese jpn
jv Javanese jav jw          | ka Georgian kat geo      | kk Kazakh kaz
km Khmer khm                | kn Kannada kan           | ko Korean kor
ku Kurdish kur kmr          | ky Kyrgyz kir            | la Latin lat
lb Luxembourgish ltz        | ln Lingala lin           | lo Lao lao
lt Lithuanian lit           | lv Latvian lav lvs       | mg Malagasy mlg plt
mi Maori mri mao            | mk Macedonian mkd mac    | ml Malayalam mal
mn Mongolian mon khk        | mr Marathi mar           | ms Malay msa may zsm zlm
mt Maltese mlt              | my Burmese mya bur       | ne Nepali nep npi
nl Dutch nld dut            | nn Nynorsk nno           | no Norwegian nor nob nb
oc Occitan oci              | or Odia ori ory          | pa Punjabi pan
pl Polish pol               | ps Pashto pus pbt        | pt Portuguese por
ro Romanian ron rum mo      | ru Russian rus           | sa Sanskrit san
sc Sardinian srd            | sd Sindhi snd            | si Sinhala sin
sk Slovak slk slo           | sl Slovenian slv         | sn Shona sna
so Somali som               | sq Albanian sqi alb als  | sr Serbian srp
su Sundanese sun            | sv Swedish swe           | sw Swahili swa swh
ta Tamil tam                | te Telugu tel            | tg Tajik tgk
th Thai tha                 | tk Turkmen tuk           | tl Tagalog tgl fil
tr Turkish tur              | tt Tatar tat             | ug Uyghur uig
uk Ukrainian ukr            | ur Urdu urd              | uz Uzbek uzb uzn
vi Vietnamese vie           | xh Xhosa xho             | yi Yiddish yid ydd
yo Yoruba yor               | yue Cantonese            | zh Chinese zho chi cmn
zu Zulu zul
"""
_ROWS = tuple(row.split() for row in _TABLE.replace("|", "\n").splitlines() if row.strip())

LANGUAGES = MappingProxyType({code: name for code, name, *_ in _ROWS})
"""English names by ISO 639-1 code."""

_CODES = {alias.lower(): code for code, name, *others in _ROWS for alias in (code, name, *others)}


def find_language(text: str) -> str | None:
    """The ISO 639-1 code for a code or an English name; None for what is not a known language.

    `pt-BR`, `por`, `por_Latn` and `Portuguese` are all `pt`: region and script are dropped.
    """
    head = text.strip().lower().replace("_", "-").partition("-")[0]
    return _CODES.get(head)


def language_code(text: str, key: str = "language") -> str:
    """Like `find_language`, but an unknown language raises `ConfigError` for the setting `key`."""
    code = find_language(text)
    if code is None:
        raise ConfigError(key, f"unknown language {text!r}", allowed=LANGUAGES)
    return code


def language_name(code: str) -> str:
    """The English name of a language; the code itself when nobody knows its name."""
    return LANGUAGES.get(code, code)

"""What tests of voices need: engines that are made once, and ears."""

from typing import Any

import numpy as np
from av import AudioFrame
from av.audio.resampler import AudioResampler

from audio_io.chunk import Samples
from model_store.store import ModelStore
from translators.registry import EngineContext, backend
from translators.speak import SpeechRequest, Synthesizer

SENTENCES = {
    "en": (
        "Please enter your account number followed by the pound key.",
        "The conference will begin when the leader arrives.",
        "Your call is very important to us, so please stay on the line.",
        "There are no new messages in your mailbox.",
        "If you would like to speak to an operator, press zero at any time.",
    ),
    "es": (
        "Por favor, introduzca su número de cuenta y luego pulse la tecla numeral.",
        "La conferencia comenzará cuando llegue el moderador.",
        "Su llamada es muy importante para nosotros, por favor permanezca en la línea.",
        "No hay mensajes nuevos en su buzón de voz.",
        "Si desea hablar con un operador, pulse la tecla asterisco en cualquier momento.",
    ),
    "pt": (
        "Por favor, introduza o seu número de conta seguido da tecla cardinal.",
        "A conferência começará quando o líder chegar.",
        "A sua chamada é muito importante para nós, por favor aguarde na linha.",
        "A sua mensagem foi salva.",
        "O participante saiu da conferência e a porta está fechada.",
    ),
}

_engines: dict[str, Synthesizer] = {}


def engine(name: str, store: ModelStore) -> Synthesizer:
    """The engine with its default model, made at the first call."""
    if name not in _engines:
        _engines[name] = backend("speak", name).create({}, EngineContext(store))
    return _engines[name]


def close_engines() -> None:
    while _engines:
        _engines.popitem()[1].close()


def spoken(speaker: Synthesizer, text: str, language: str = "en", **wishes: Any) -> Samples:
    parts = list(speaker.speak(SpeechRequest(text, language, **wishes)))
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.float32)


def word_error_rate(voice: Synthesizer, language: str, store: ModelStore) -> float:
    """0..1: the sentences of a language, spoken and recognized again by Whisper base."""
    import jiwer
    from faster_whisper import WhisperModel
    from whisper_normalizer.basic import BasicTextNormalizer
    from whisper_normalizer.english import EnglishTextNormalizer

    ears = WhisperModel(str(store.ensure("whisper-base")), device="cpu", compute_type="int8")
    plain = EnglishTextNormalizer() if language == "en" else BasicTextNormalizer()
    heard = []
    for text in SENTENCES[language]:
        samples = at_16_khz(spoken(voice, text, language), voice.traits.sample_rate_hz)
        segments, _ = ears.transcribe(samples, language=language)
        heard.append(plain(" ".join(segment.text for segment in segments)))
    return float(jiwer.wer([plain(text) for text in SENTENCES[language]], heard))


def at_16_khz(samples: Samples, sample_rate_hz: int) -> Samples:
    frame = AudioFrame.from_ndarray(samples.reshape(1, -1), format="fltp", layout="mono")
    frame.sample_rate = sample_rate_hz
    resampler = AudioResampler(format="fltp", layout="mono", rate=16_000)
    frames = [*resampler.resample(frame), *resampler.resample(None)]
    return np.concatenate([part.to_ndarray()[0] for part in frames])

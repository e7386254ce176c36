"""What a Wyoming client is told about us."""

from wyoming.info import AsrModel, AsrProgram, Attribution, Info, TtsProgram, TtsVoice

from server.engines import Pool

__all__ = ["NAME", "describe"]

NAME = "dragoman"
_WHO = Attribution(name="Dragoman", url="")


def describe(pool: Pool, version: str) -> Info:
    """Recognition in the languages that are at hand, and a voice for each that can be spoken."""
    heard = AsrModel(
        name=NAME,
        attribution=_WHO,
        installed=True,
        description="the best recognizer for the language",
        version=version,
        languages=list(pool.spoken_languages()),
    )
    voices = [
        TtsVoice(
            name=f"{NAME}-{language}",
            attribution=_WHO,
            installed=True,
            description=f"the best voice for {language}",
            version=version,
            languages=[language],
        )
        for language in pool.voiced_languages()
    ]
    return Info(
        asr=[
            AsrProgram(
                name=NAME,
                attribution=_WHO,
                installed=True,
                version=version,
                description="speech to text",
                models=[heard],
                supports_transcript_streaming=True,
                requires_external_vad=True,
            )
        ],
        tts=[
            TtsProgram(
                name=NAME,
                attribution=_WHO,
                installed=True,
                version=version,
                description="text to speech",
                voices=voices,
                supports_synthesize_streaming=True,
            )
        ],
    )

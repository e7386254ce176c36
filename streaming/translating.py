"""The second stage: transcripts become translations into one language."""

from configs.errors import EngineError
from streaming.events import Failed
from streaming.mailbox import Mailbox
from streaming.stage import Emit, Worker
from streaming.transcript import Transcript
from streaming.translation import Translation, TranslationTrack
from translators.translate import TranslationRequest, Translator

__all__ = ["TranslatingStage"]


class TranslatingStage:
    """Translates the newest revision of each transcript, and every final."""

    def __init__(self, target: str, translator: Translator, emit: Emit, worker: Worker) -> None:
        self._target = target
        self._translator = translator
        self._emit = emit
        self._worker = worker
        self._track = TranslationTrack(target, translator.traits)
        self._failed = False

    async def run(self, inbox: Mailbox[Transcript]) -> None:
        """Work until the inbox is closed and empty."""
        async for transcript in inbox:
            revision = await self._revise(transcript)
            if revision is not None:
                await self._emit(revision)

    async def _revise(self, transcript: Transcript) -> Translation | None:
        try:
            revision, _ = await self._worker.call(self._track.revise, transcript, self._translate)
        except EngineError as error:
            if not self._failed:
                self._failed = True
                await self._emit(Failed(f"no translation into {self._target}: {error}"))
            return self._track.untranslated(transcript) if transcript.is_final else None
        return revision

    def _translate(self, request: TranslationRequest) -> str:
        if request.pair.source == request.pair.target:
            return request.text
        return self._translator.translate(request).text

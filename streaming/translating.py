"""The second stage: transcripts become translations into one language."""

from configs.errors import DragomanError
from streaming.events import Failed, Warned
from streaming.mailbox import Mailbox
from streaming.stage import Emit, Worker
from streaming.transcript import Transcript
from streaming.translation import Translation, TranslationTrack
from translators.languages import language_name
from translators.translate import Notice, TranslationRequest, Translator

__all__ = ["TranslatingStage"]


class TranslatingStage:
    """Translates the newest revision of each transcript, and every final.

    What the translator has to tell of its answers is a warning, each line once.
    """

    def __init__(self, target: str, translator: Translator, emit: Emit, worker: Worker) -> None:
        self._target = target
        self._translator = translator
        self._emit = emit
        self._worker = worker
        self._track = TranslationTrack(target, translator.traits)
        self._failed = False
        self._noticed: list[Notice] = []
        self._warned: set[Notice] = set()

    async def run(self, inbox: Mailbox[Transcript]) -> None:
        """Work until the inbox is closed and empty."""
        async for transcript in inbox:
            revision = await self._revise(transcript)
            await self._warn()
            if revision is not None:
                await self._emit(revision)

    async def _revise(self, transcript: Transcript) -> Translation | None:
        try:
            revision, _ = await self._worker.call(self._track.revise, transcript, self._translate)
        except DragomanError as error:
            if not self._failed:
                self._failed = True
                await self._emit(Failed(f"no translation into {self._target}: {error}"))
            return self._track.untranslated(transcript) if transcript.is_final else None
        return revision

    def _translate(self, request: TranslationRequest) -> str:
        if request.pair.source == request.pair.target:
            return request.text
        answer = self._translator.translate(request)
        self._noticed += [*_detour(request, answer.via), *answer.notices]
        return answer.text

    async def _warn(self) -> None:
        for notice in self._noticed:
            if notice not in self._warned:
                self._warned.add(notice)
                await self._emit(Warned(notice.message, notice.code))
        self._noticed.clear()


def _detour(request: TranslationRequest, via: tuple[str, ...]) -> tuple[Notice, ...]:
    """What comes by way of other languages is less exact: readers should know."""
    if not via:
        return ()
    source, target = (language_name(code) for code in request.pair)
    way = ", then ".join(language_name(code) for code in via)
    return (Notice("pivot", f"{source} is translated into {target} by way of {way}"),)

"""Finals become cues."""

from captions.cue import Caption, Cue
from captions.track import CueTrack
from captions.units import spread
from configs.schema import CaptionsConfig
from streaming.transcript import Transcript
from streaming.translation import Translation

__all__ = ["Captioner"]


class Captioner:
    """Lays out the finals of a session, a track for each language."""

    def __init__(self, style: CaptionsConfig) -> None:
        self._style = style
        self._tracks: dict[str, CueTrack] = {}

    def captions(self, final: Transcript | Translation, track: str) -> tuple[Caption, ...]:
        """Captions of a final.

        Revision 1 is the last one of its track, which may come again, shortened, with the next
        final; revision 2 does not change any more.
        """
        if isinstance(final, Transcript):
            words, language = final.words, final.language
        else:
            words = spread(final.stable, final.start_s, max(final.end_s, final.start_s + 0.1))
            language = final.target
        cues = self._tracks.setdefault(track, CueTrack(track, self._style))
        finished = cues.add(words, language=language)
        held = () if cues.held is None or not words else (cues.held,)
        done = (_caption(track, cue, 2) for cue in finished)
        return (*done, *(_caption(track, cue, 1) for cue in held))


def _caption(track: str, cue: Cue, revision: int) -> Caption:
    return Caption(
        track=track,
        id=cue.id,
        revision=revision,
        lines=cue.lines,
        start_s=cue.start_s,
        end_s=cue.end_s,
        speaker=cue.speaker,
        language=cue.language,
    )

"""How much of what was shown was taken back."""

from bench.revisions import revisions
from bench.trace import Trace

__all__ = ["erasure"]


def erasure(trace: Trace) -> float:
    """Normalized erasure: words that were shown and taken back, for each word that stayed.

    Shown is the stable and the unstable text. From one moment to the next, every word after
    the first difference is taken back; case and punctuation make no difference. Nothing is
    erased: 0. A program that shows only what is final has 0 as well, so this belongs beside a
    delay.
    """
    erased = stayed = 0
    for revision in revisions(trace):
        erased += revision.erased
        stayed = revision.kept + len(revision.added)
    return erased / stayed if stayed else 0.0

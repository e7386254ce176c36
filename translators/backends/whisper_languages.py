"""The tokens by which Whisper names languages."""

from typing import Any

__all__ = ["language_tokens"]


def language_tokens(hf_tokenizer: Any) -> dict[str, int]:
    """Token by ISO 639-1 code, of those that a `tokenizers.Tokenizer` knows."""
    from faster_whisper.tokenizer import _LANGUAGE_CODES

    tokens = {code: hf_tokenizer.token_to_id(f"<|{code}|>") for code in _LANGUAGE_CODES}
    return {code: token for code, token in tokens.items() if token is not None}

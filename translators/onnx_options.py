"""How a network is run by ONNX Runtime on the processor, beside others that need it too."""

from typing import Any

__all__ = ["session_options"]

ERRORS_ONLY = 3


def session_options(threads: int) -> Any:
    """`onnxruntime.SessionOptions` for a session that uses so many threads."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = ERRORS_ONLY
    # Waiting threads would spin on the cores that the recognizer needs.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return options

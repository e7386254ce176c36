"""What CTranslate2 runs on, and in which numbers."""

__all__ = ["compute_type_for", "device_for"]


def device_for(wanted: str) -> str:
    """`cuda` or `cpu` for `auto`: a graphics card where there is one."""
    if wanted != "auto":
        return wanted
    import ctranslate2

    return "cuda" if ctranslate2.get_cuda_device_count() else "cpu"


def compute_type_for(wanted: str, device: str) -> str:
    """Eight-bit weights for `auto`: float16 files would become float32 on a processor."""
    if wanted != "auto":
        return wanted
    return "int8_float16" if device == "cuda" else "int8"

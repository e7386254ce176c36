"""An environment of its own for other people's scorers: nothing of ours depends on them."""

import subprocess
import sys
from pathlib import Path

from configs.errors import DragomanError

__all__ = ["ENVIRONMENT", "SCORERS", "install", "installed"]

ENVIRONMENT = Path(__file__).parents[1] / ".peers" / "scorers"
PROJECT = Path(__file__).parents[2]
SCORERS = ("OmniSTEval==0.1.10", "simulstream==1.0.0", "simuleval==1.1.4")
NEEDED = (
    "bitarray",
    "librosa",
    "mosestokenizer>=1.2.1",
    "mweralign",
    "numpy",
    "pandas",
    "pycountry",
    "PyYAML>=6.0.3",
    "requests",
    "sacrebleu>=2.5.1",
    "soundfile",
    "textgrid",
    "tornado",
    "tqdm",
    "websockets",
)
"""What of their requirements scoring and our agents use: torch and test tools are not among it."""


def installed() -> bool:
    """Whether the environment is there and complete."""
    return (ENVIRONMENT / "complete").is_file()


def install(*, with_dragoman: bool = True) -> None:
    """Make the environment (about 1.2 GB with what Dragoman needs). Raises `DragomanError`."""
    _run(sys.executable, "-m", "venv", str(ENVIRONMENT))
    pip = (str(ENVIRONMENT / "bin" / "python"), "-m", "pip", "install", "--quiet")
    _run(*pip, "--no-deps", *SCORERS)
    _run(*pip, *NEEDED, *(["--editable", str(PROJECT)] if with_dragoman else []))
    (ENVIRONMENT / "complete").touch()


def _run(*command: str) -> None:
    done = subprocess.run(command, check=False)
    if done.returncode:
        raise DragomanError(f"{' '.join(command[:5])} ... ended with status {done.returncode}")

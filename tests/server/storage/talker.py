"""A server that talks until it is killed: `python -m tests.server.storage.talker FILE flush|run`.

It prints the number of each final: with `flush` when it is stored, else when it was handed over.
"""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

from configs.storage_config import Retention
from server.storage.sql_archive import SqlArchive
from server.storage.sqlite_database import SqliteDatabase
from tests.server.storage.talks import said


async def talk(path: Path, *, flushes: bool) -> None:
    archive = SqlArchive(
        SqliteDatabase(path),
        Retention("days", 30),
        say=print,
        now=lambda: datetime.now(UTC),
    )
    await archive.open()
    await archive.begin("talk")
    for seq in range(1, 1_000_000):
        archive.add("talk", said(seq, f"Sentence number {seq}.", at=datetime.now(UTC)))
        if flushes:
            await archive.flush()
        else:
            await asyncio.sleep(0.01)
        print(seq, flush=True)


if __name__ == "__main__":
    asyncio.run(talk(Path(sys.argv[1]), flushes=sys.argv[2] == "flush"))

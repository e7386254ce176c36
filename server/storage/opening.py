"""Opens the archive that the settings ask for."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import platformdirs

from configs.storage_config import Retention, StorageConfig
from server.storage.archive import Archive
from server.storage.database import Database
from server.storage.memory_archive import MemoryArchive
from server.storage.mixed_archive import MixedArchive
from server.storage.postgres_database import PostgresDatabase
from server.storage.sql_archive import SqlArchive
from server.storage.sqlite_database import SqliteDatabase

__all__ = ["default_path", "open_archive"]

_SQLITE = "sqlite:///"


def default_path() -> Path:
    """Where records are kept if the settings name no place."""
    return Path(platformdirs.user_data_dir("dragoman")) / "records.sqlite"


def _utc_now() -> datetime:
    return datetime.now(UTC)


async def open_archive(
    config: StorageConfig,
    *,
    say: Callable[[str], None],
    now: Callable[[], datetime] = _utc_now,
) -> Archive:
    """Open it; with the retention `none` no database is touched.

    `say` takes a line for people where something cannot be stored, and where it can again.
    Raises `StorageError`, and `MissingPart` without the driver of PostgreSQL.
    """
    retention = Retention.parse(config.retention)
    unkept = MemoryArchive(now)
    if retention.kind == "none":
        return unkept
    kept = SqlArchive(_database(config.url), retention, say=say, now=now)
    return MixedArchive(await kept.open(), unkept)


def _database(url: str) -> Database:
    if url.startswith("postgresql:"):
        return PostgresDatabase(url)
    path = Path(url.removeprefix(_SQLITE)).expanduser() if url else default_path()
    return SqliteDatabase(path)

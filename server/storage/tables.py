"""The tables, the same in every database but for the index of words.

Their names begin with the program's, so that they can share a database with others.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    MetaData,
    RowMapping,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import TSVECTOR

from configs.storage_config import Retention
from server.storage.record import Record
from server.storage.stored_event import StoredEvent

__all__ = [
    "VERSION",
    "WORDS",
    "event_of",
    "events",
    "from_ms",
    "meta",
    "metadata",
    "record_of",
    "record_row",
    "records",
    "to_ms",
]

VERSION = 1
"""Of the tables; a change that an older program could not read raises it."""
WORDS = "dragoman_words"
"""The name of the index of words."""

metadata = MetaData()

meta = Table(
    "dragoman_meta",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

records = Table(
    "dragoman_records",
    metadata,
    Column("id", Text, primary_key=True),
    Column("room", Text, nullable=False, index=True),
    Column("began_ms", BigInteger, nullable=False),
    Column("ended_ms", BigInteger),
    Column("retention", Text, nullable=False),
    Column("days", Integer, nullable=False),
    Column("last_seq", BigInteger, nullable=False),
)

events = Table(
    "dragoman_events",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("record", Text, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("type", Text, nullable=False),
    Column("session", Text, nullable=False),
    Column("speaker", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("segment", BigInteger),
    Column("language", Text, nullable=False),
    Column("is_final", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("body", Text, nullable=False),
    Column("words", Text().with_variant(TSVECTOR(), "postgresql")),
    UniqueConstraint("record", "seq"),
    Index("dragoman_events_at", "at_ms"),
    # A number that was given once is never given again, so no index can mix two events up.
    sqlite_autoincrement=True,
)


def to_ms(time: datetime) -> int:
    """Milliseconds since 1970."""
    return round(time.timestamp() * 1000)


def from_ms(milliseconds: int) -> datetime:
    """The time in UTC."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def record_row(record: Record) -> Mapping[str, Any]:
    """A record as a row of its table."""
    return {
        "id": record.id,
        "room": record.room,
        "began_ms": to_ms(record.began),
        "ended_ms": None if record.ended is None else to_ms(record.ended),
        "retention": record.retention.kind,
        "days": record.retention.days,
        "last_seq": record.last_seq,
    }


def record_of(row: RowMapping) -> Record:
    """The record in a row."""
    ended_ms = row["ended_ms"]
    return Record(
        id=row["id"],
        room=row["room"],
        began=from_ms(row["began_ms"]),
        ended=None if ended_ms is None else from_ms(ended_ms),
        retention=Retention(row["retention"], row["days"]),
        last_seq=row["last_seq"],
    )


def event_of(row: RowMapping) -> StoredEvent:
    """The event in a row."""
    return StoredEvent(
        record=row["record"],
        seq=row["seq"],
        type=row["type"],
        session=row["session"],
        speaker=row["speaker"],
        name=row["name"],
        segment=row["segment"],
        language=row["language"],
        text=row["text"],
        at=from_ms(row["at_ms"]),
        body=row["body"],
    )

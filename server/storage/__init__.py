"""What was said in rooms: kept, found again, exported and deleted."""

from server.storage.archive import Archive
from server.storage.errors import NoRecord, StorageError, UnfitEvent
from server.storage.export import EXPORT_FORMATS, ExportedFile, Exporter
from server.storage.opening import default_path, open_archive
from server.storage.record import Hit, Record
from server.storage.stored_event import StoredEvent
from server.storage.writer import Health

__all__ = [
    "EXPORT_FORMATS",
    "Archive",
    "ExportedFile",
    "Exporter",
    "Health",
    "Hit",
    "NoRecord",
    "Record",
    "StorageError",
    "StoredEvent",
    "UnfitEvent",
    "default_path",
    "open_archive",
]

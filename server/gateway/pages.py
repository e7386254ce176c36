"""The web page: files as they are, from one folder, and nothing else."""

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse
from starlette.staticfiles import StaticFiles

from server.gateway.guests import RoomName

__all__ = ["STATIC", "router", "static_files"]

STATIC = Path(__file__).parents[1] / "static"
router = APIRouter(include_in_schema=False)


def static_files() -> StaticFiles:
    """The modules and styles of the pages; what leads out of their folder is not found."""
    return StaticFiles(directory=STATIC)


@router.get("/")
async def start() -> FileResponse:
    """Make a room, or enter one."""
    return FileResponse(STATIC / "index.html")


@router.get("/r/{room}")
async def room_page(room: RoomName) -> FileResponse:
    """A room; the token stays in the browser, behind the #."""
    return FileResponse(STATIC / "room.html")


@router.get("/captions/{room}")
async def overlay_page(room: RoomName) -> FileResponse:
    """Captions on a transparent page, for OBS and the like."""
    return FileResponse(STATIC / "overlay.html")

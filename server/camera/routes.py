"""The routes of cameras, and their page."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Request
from fastapi.responses import FileResponse

from server.camera.desk import CameraDesk
from server.gateway.doorman import client_address
from server.gateway.errors import ERROR_RESPONSES
from server.gateway.guests import own_url, token_of
from server.gateway.ice import browser_servers
from server.gateway.kept import Kept
from server.gateway.pages import STATIC
from server.gateway.services import services_of
from server.wire import camera as wire

__all__ = ["PLACE", "router"]

PLACE = "/camera"
"""What invitations are for. No room can have this name."""


DESK = Kept("cameras", CameraDesk, CameraDesk.finish)
router = APIRouter(tags=["camera"], lifespan=DESK.until_the_end(CameraDesk.close_all))
SessionId = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


@router.get("/camera", include_in_schema=False)
async def page() -> FileResponse:
    """A camera's page; the token stays in the browser, behind the #."""
    return FileResponse(STATIC / "camera.html")


@router.get("/v1/camera", responses=ERROR_RESPONSES)
async def info(request: Request) -> wire.CameraInfo:
    """What a page must know before it offers."""
    _enter(request)
    services, parts = services_of(request), DESK.of(request).parts
    return wire.CameraInfo(
        languages=list(parts.languages()),
        voices=list(services.pool.voiced_languages()),
        ice_servers=browser_servers(services.config.server),
    )


@router.post("/v1/camera", status_code=201, responses=ERROR_RESPONSES)
async def open_camera(request: Request, wanted: wire.OpenCamera) -> wire.CameraOpened:
    """Have a camera's pictures told in words, over the data channel that the offer has.

    Pictures stay in the server's memory for as long as one is looked at, and go nowhere else.
    """
    _enter(request)
    camera, sdp = await DESK.of(request).open(wanted)
    return wire.CameraOpened(session=camera.id, sdp=sdp)


@router.delete("/v1/camera/{session}", status_code=204, responses=ERROR_RESPONSES)
async def close_camera(request: Request, session: SessionId) -> None:
    """End a camera's narration."""
    _enter(request)
    if not await DESK.of(request).close(session):
        raise HTTPException(404, "there is no such camera")


@router.post("/v1/camera/tokens", status_code=201, responses=ERROR_RESPONSES)
async def invite(request: Request, wanted: wire.InvitationRequest) -> wire.CameraInvitation:
    """An invitation to use a camera here. Where an admin token is set, it is needed (`Bearer`)."""
    services = services_of(request)
    services.access.require_admin(token_of(request), client_address(request.scope))
    token = services.access.issue(PLACE, "speaker", ttl_s=wanted.ttl_s)
    return wire.CameraInvitation(token=token, url=f"{own_url(request)}/camera#t={token}")


def _enter(request: Request) -> None:
    """Raises `Refused` for who may not use a camera here, and for who asks too often."""
    address = client_address(request.scope)
    DESK.of(request).count(address)
    services_of(request).access.enter(token_of(request), PLACE, "", address)

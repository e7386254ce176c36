"""Routes for whoever runs the server: is it alive, can it take people, and how is it doing."""

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from server.access.access import bearer
from server.gateway.doorman import client_address
from server.gateway.errors import ERROR_RESPONSES
from server.gateway.lifecycle import Phase
from server.gateway.services import services_of
from server.meters import CONTENT_TYPE

__all__ = ["Health", "router"]

router = APIRouter(tags=["health"])
_RETRY_S = "5"


class Health(BaseModel):
    """How the server is."""

    status: str
    """ok, loading models, ready, or ending."""


@router.get("/healthz")
async def healthz() -> Health:
    """Answers as long as the event loop turns."""
    return Health(status="ok")


@router.get("/readyz", responses={503: {"model": Health, "description": "Not now"}})
async def readyz(request: Request, response: Response) -> Health:
    """503 while models load, and while the server ends."""
    phase = services_of(request).lifecycle.phase
    if phase is not Phase.READY:
        response.status_code = 503
        response.headers["Retry-After"] = _RETRY_S
    return Health(status=phase.value)


@router.get(
    "/metrics",
    response_class=Response,
    responses={
        200: {"content": {"text/plain": {}}, "description": "Prometheus text"},
        401: ERROR_RESPONSES[401],
        429: ERROR_RESPONSES[429],
    },
)
async def metrics(request: Request) -> Response:
    """Measures for Prometheus. Where an admin token is set, it is needed (`Bearer`)."""
    services = services_of(request)
    token = bearer(request.headers.get("authorization"))
    services.access.require_admin(token, client_address(request.scope))
    return Response(services.meters.page(), media_type=CONTENT_TYPE)

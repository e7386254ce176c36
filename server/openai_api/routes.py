"""All routes of OpenAI's interface."""

from fastapi import APIRouter

from server.openai_api import realtime, recordings, speech

__all__ = ["router"]

router = APIRouter()
for part in (recordings.router, speech.router, realtime.router):
    router.include_router(part)

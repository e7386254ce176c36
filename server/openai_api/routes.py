"""All routes of OpenAI's interface."""

from fastapi import APIRouter

from server.openai_api import recordings, speech

__all__ = ["router"]

router = APIRouter()
for part in (recordings.router, speech.router):
    router.include_router(part)

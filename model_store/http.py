"""Fetch one file over HTTP: bounded wait for an answer, and continued where it broke off."""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from threading import Thread
from typing import TypeVar

import httpx

from model_store.catalogue import ModelFile
from model_store.digest import sha256_of
from model_store.fetch import Job, SourceDown, SourceFailure

__all__ = ["fetch_files"]

_T = TypeVar("_T")
_STALL_S = 30.0
"""How long a download that has begun may stand still."""
_MAX_HOPS = 8
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class _Answer:
    """The response that carries the bytes, and what servers said about the file on the way."""

    response: httpx.Response
    sha256: str | None
    """From `X-Linked-ETag`, with which hubs name the content behind a redirect."""
    tag: str
    """A strong ETag, or empty."""


def fetch_files(job: Job, urls: Callable[[ModelFile], str]) -> None:
    """Fetch every file of the job, in order; see `Fetcher.fetch` for what it raises."""
    done = 0
    with _client(job.timeout_s) as client:
        for file in job.files:
            one = _Download(client, urls(file), file, job, done)
            try:
                one.run()
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                raise SourceFailure(f"{file.path}: {_in_words(error)}") from error
            done += (job.into / file.path).stat().st_size


@contextmanager
def _client(timeout_s: float) -> Iterator[httpx.Client]:
    timeout = httpx.Timeout(_STALL_S, connect=timeout_s)
    try:
        client = httpx.Client(timeout=timeout, headers={"Accept-Encoding": "identity"})
    except (ImportError, ValueError) as error:
        raise SourceFailure(f"the proxy settings cannot be used: {error}") from error
    with client:
        yield client


class _Download:
    """One file, in as many requests as it takes while each of them brings something."""

    def __init__(
        self, client: httpx.Client, url: str, file: ModelFile, job: Job, done_before: int
    ) -> None:
        self._client = client
        self._url = url
        self._file = file
        self._job = job
        self._done_before = done_before
        self._part = job.scratch / f"{file.path}.part"
        self._tag = job.scratch / f"{file.path}.etag"
        self._sha256 = file.sha256

    def run(self) -> None:
        """Fetch the file into its place."""
        self._part.parent.mkdir(parents=True, exist_ok=True)
        resumed = self._have() > 0
        self._request_all()
        if resumed and not self._is_right():
            # What was continued was the beginning of another file.
            self._discard()
            self._request_all()
        if self._file.sha256 is None and not self._is_right():
            self._discard()
            raise SourceFailure(f"{self._file.path} is not what the server says it is")
        self._part.replace(self._job.into / self._file.path)
        self._tag.unlink(missing_ok=True)

    def _request_all(self) -> None:
        while True:
            before = self._have()
            try:
                self._request(before)
                return
            except httpx.TransportError:
                if self._have() <= before:
                    raise

    def _is_right(self) -> bool:
        return self._sha256 is None or sha256_of(self._part) == self._sha256

    def _have(self) -> int:
        return self._part.stat().st_size if self._part.exists() else 0

    def _discard(self) -> None:
        self._part.unlink(missing_ok=True)
        self._tag.unlink(missing_ok=True)

    def _request(self, have: int) -> None:
        answer = self._open(have)
        with _closing(answer.response) as response:
            if response.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE and have:
                self._settle_whole(response, have)
                return
            if not response.is_success:
                raise SourceFailure(f"answered {response.status_code} for {self._url}")
            self._sha256 = self._sha256 or answer.sha256
            resuming = _starts_at(response) == have > 0
            if not resuming:
                self._discard()
                self._tag.write_text(answer.tag, encoding="utf-8")
            self._receive(response, have if resuming else 0)

    def _open(self, have: int) -> _Answer:
        headers = {}
        if have:
            tag = self._tag.read_text(encoding="utf-8") if self._tag.exists() else ""
            if tag:
                headers["If-Range"] = tag
            if tag or self._sha256:
                headers["Range"] = f"bytes={have}-"
        request = self._client.build_request("GET", self._url, headers=headers)
        return _open(self._client, request, self._job.timeout_s)

    def _settle_whole(self, response: httpx.Response, have: int) -> None:
        """Nothing lies beyond what is here: either it is all, or it is something else."""
        total = response.headers.get("Content-Range", "").rpartition("/")[2]
        if total != str(have):
            self._discard()
            self._request(0)

    def _receive(self, response: httpx.Response, have: int) -> None:
        with self._part.open("ab") as stream:
            # Without a block size: what is short of a block when the line breaks would be lost.
            for block in response.iter_raw():
                stream.write(block)
                have += len(block)
                self._job.tell(self._done_before + have)


def _open(client: httpx.Client, request: httpx.Request, timeout_s: float) -> _Answer:
    """Follow redirects by hand: each server gets the same time, and what the first one says counts.

    httpx has timeouts for each step, but none for looking up a name, nor for all of them together.
    """
    sha256: str | None = None
    for _ in range(_MAX_HOPS):
        response = _within(timeout_s, partial(client.send, request, stream=True))
        linked = response.headers.get("X-Linked-ETag", "").strip('"')
        if _SHA256.fullmatch(linked):
            sha256 = linked
        following = response.next_request
        if following is None:
            tag = response.headers.get("ETag", "")
            return _Answer(response, sha256, "" if tag.startswith("W/") else tag)
        response.close()
        request = following
    raise SourceFailure(f"redirects more than {_MAX_HOPS} times")


def _within(timeout_s: float, send: Callable[[], httpx.Response]) -> httpx.Response:
    """The response, or `SourceDown` when there is none in time."""
    future: Future[httpx.Response] = Future()

    def work() -> None:
        try:
            future.set_result(send())
        except BaseException as error:
            future.set_exception(error)

    Thread(target=work, daemon=True).start()
    try:
        return future.result(timeout_s)
    except TimeoutError as error:
        future.add_done_callback(_close_late)
        raise SourceDown(f"no answer within {timeout_s:g} s") from error
    except httpx.TransportError as error:
        raise SourceDown(_in_words(error)) from error


def _close_late(future: Future[httpx.Response]) -> None:
    if future.exception() is None:
        future.result().close()


@contextmanager
def _closing(response: httpx.Response) -> Iterator[httpx.Response]:
    try:
        yield response
    finally:
        response.close()


def _starts_at(response: httpx.Response) -> int:
    """The offset of the first byte that comes."""
    if response.status_code != httpx.codes.PARTIAL_CONTENT:
        return 0
    found = re.match(r"bytes (\d+)-", response.headers.get("Content-Range", ""))
    return int(found[1]) if found else -1


def _in_words(error: Exception) -> str:
    return str(error) or type(error).__name__

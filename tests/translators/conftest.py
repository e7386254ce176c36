"""What the tests of several engines share."""

from collections.abc import Iterator

import pytest

from tests.translators.voices import close_engines


@pytest.fixture(scope="module")
def voices_closed_at_the_end() -> Iterator[None]:
    """Voices are loaded once for a module."""
    yield
    close_engines()

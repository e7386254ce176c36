from pathlib import Path

import pytest

from configs.errors import ConfigError
from tests.translators.engines import offline_context
from translators.backends.opencv_people import BACKEND
from video_io.still import read_picture


@pytest.mark.shared
def test_somebody_who_stands_is_found_where_they_stand(shared: Path, tmp_path: Path) -> None:
    engine = BACKEND.create({}, offline_context(tmp_path))
    found = engine.detect(read_picture(str(shared / "data" / "images" / "person.jpg")))
    (person,) = [box for box in found if box.label == "person"]
    assert person.centre[0] == pytest.approx(0.36, abs=0.05)
    assert person.score >= engine.traits.sure_from


@pytest.mark.shared
@pytest.mark.parametrize("name", ["eagle", "giraffe", "horses"])
def test_animals_are_no_people(shared: Path, tmp_path: Path, name: str) -> None:
    engine = BACKEND.create({}, offline_context(tmp_path))
    found = engine.detect(read_picture(str(shared / "data" / "images" / f"{name}.jpg")))
    assert not [box for box in found if box.score >= engine.traits.sure_from]


def test_options(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"detect\.options\.model: unknown option"):
        BACKEND.create({"model": "x"}, offline_context(tmp_path))

from pathlib import Path

import pytest

from configs.camera_config import AnswerConfig, DescribeConfig, DetectConfig, ReadConfig
from configs.errors import ConfigError, ModelAbsent
from tests.translators import onnx_graphs
from tests.translators.engines import offline_context
from translators.backends import picture_network
from translators.sight import create_answerer, create_describer, create_detector, create_reader


def test_the_first_that_starts_is_taken_and_the_others_are_told(tmp_path: Path) -> None:
    said: list[str] = []
    engine = create_detector(DetectConfig(), offline_context(tmp_path), said.append)
    assert engine.traits.name == "opencv_people"
    (line,) = said
    assert "dragoman models pull fastestdet-coco" in line
    assert create_reader(ReadConfig(), offline_context(tmp_path)).traits.name == "rapidocr"


def test_a_named_engine_gets_its_options_or_fails(tmp_path: Path) -> None:
    context = offline_context(tmp_path)
    options = {"model": str(onnx_graphs.fastestdet(tmp_path / "mine.onnx"))}
    config = DetectConfig(backend="onnx_detector", options=options)
    assert create_detector(config, context).traits.name == "mine"
    with pytest.raises(ModelAbsent):
        create_detector(DetectConfig(backend="onnx_detector"), context)
    with pytest.raises(ConfigError, match=r"detect\.options: belong to one engine"):
        create_detector(DetectConfig(options=options), context)
    with pytest.raises(ConfigError, match="unknown engine 'eyes'"):
        create_reader(ReadConfig(backend="eyes"), context)


def test_without_torch_somebody_still_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picture_network, "find_spec", lambda name: None)
    said: list[str] = []
    context = offline_context(tmp_path)
    engine = create_answerer(AnswerConfig(), context, said.append)
    assert engine.traits.name == "facts"
    assert len(said) == 2
    with pytest.raises(Exception, match=r"dragoman\[vision\]"):
        create_describer(DescribeConfig(), context)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"backends": ()}, r"read\.backends: is empty"),
        ({"threads": 0}, r"read\.threads: 0 is out of range"),
        ({"device": "tpu"}, r"read\.device: unknown value 'tpu'"),
    ],
)
def test_settings_check_themselves(change: dict[str, object], problem: str) -> None:
    with pytest.raises(ConfigError, match=problem):
        ReadConfig(**change)

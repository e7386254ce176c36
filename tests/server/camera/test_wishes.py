from dataclasses import replace

from configs.camera_config import CameraConfig
from configs.narrate_config import NarrateConfig
from configs.schema import Config
from server.camera.wishes import Wishes
from server.wire.camera import OpenCamera, Prefer


def test_the_page_says_how_it_is_to_be_told() -> None:
    told = OpenCamera(
        sdp="", language="de", verbosity=3, directions="sides", mirrored=True, noticed=True
    )
    wishes = Wishes.of(told)
    assert wishes == Wishes("de", 3, False, True, False)
    camera = CameraConfig(calibrated=True, field_of_view_deg=80.0)
    config = replace(Config(), camera=camera, narrate=NarrateConfig(a_minute=5, verbosity=1))
    settings = wishes.settings(config)
    assert settings.a_minute == 5
    assert settings.optics.field_of_view_deg == 80.0
    assert not settings.optics.is_calibrated, "another camera was measured"
    assert settings.verbosity == 3
    assert settings.optics.is_mirrored
    assert not settings.begins_with_notice
    assert Wishes.of(OpenCamera(sdp="")).begins_with_notice


def test_what_is_left_out_stays() -> None:
    wishes = Wishes("de", 3, False, True)
    assert wishes.after(Prefer(type="prefer")) == wishes
    other = wishes.after(Prefer(type="prefer", language="fr", directions="clock", mirrored=False))
    assert other == Wishes("fr", 3, True, False)

from configs.load import load_config
from streaming.narrating.place import Optics
from streaming.narrating.settings import NarratorSettings, narrator_settings


def test_the_settings_become_a_narrators():
    overrides = (
        "narrate.verbosity=3",
        "narrate.sure_from=0.8",
        "narrate.a_minute=4",
        "narrate.stale_s=1.5",
        "camera.field_of_view_deg=90",
        "camera.mirrored=true",
        "camera.calibrated=true",
    )
    config = load_config("light", user_file=None, environ={}, overrides=overrides).config
    assert narrator_settings(config) == NarratorSettings(
        verbosity=3,
        optics=Optics(field_of_view_deg=90.0, is_mirrored=True, is_calibrated=True),
        sure_from=0.8,
        a_minute=4,
        stale_s=1.5,
    )

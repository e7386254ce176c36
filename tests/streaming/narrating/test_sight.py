from streaming.narrating.sight import Sight
from streaming.narrating.wording.phrasebook import Guidance


def test_trouble_is_told_once_it_lasts():
    sight = Sight()
    sight.note(Guidance.DARK, 1.0)
    assert not sight.is_clear
    assert sight.guidance(1.5) is None
    assert sight.guidance(2.0) is Guidance.DARK
    sight.told(Guidance.DARK)
    sight.note(Guidance.DARK, 9.0)
    assert sight.guidance(9.0) is None


def test_trouble_that_flickers_is_told_once():
    sight = Sight()
    sight.note(Guidance.BLURRED, 0.0)
    sight.told(Guidance.BLURRED)
    for number in range(1, 20):
        sight.note(None if number % 2 else Guidance.BLURRED, float(number))
        assert sight.guidance(number + 0.9) is None


def test_trouble_that_comes_back_after_a_good_picture_is_told_again():
    sight = Sight()
    sight.note(Guidance.BLURRED, 0.0)
    sight.told(Guidance.BLURRED)
    sight.note(None, 1.0)
    assert sight.is_clear
    sight.note(None, 3.0)
    sight.note(Guidance.BLURRED, 4.0)
    assert sight.guidance(5.0) is Guidance.BLURRED


def test_another_trouble_is_told_too():
    sight = Sight()
    sight.note(Guidance.BLURRED, 0.0)
    sight.told(Guidance.BLURRED)
    sight.note(Guidance.COVERED, 2.0)
    assert sight.guidance(3.0) is Guidance.COVERED

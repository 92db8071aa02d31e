from datetime import datetime

from tidewater import Constituent, height, turning_points

WAVES = (Constituent("M2", 1.2, 30.0), Constituent("S2", 0.4, 60.0))


def test_height_is_bounded_by_the_amplitudes():
    assert abs(height(WAVES, datetime(2023, 5, 1, 12))) <= 1.6


def test_high_and_low_alternate():
    kinds = [kind for _, _, kind in turning_points(WAVES, datetime(2023, 5, 1), datetime(2023, 5, 3))]
    assert all(one != other for one, other in zip(kinds, kinds[1:]))

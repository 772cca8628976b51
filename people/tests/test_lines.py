from hypothesis import given
from hypothesis import strategies as st

from people.lines import circles, line_above

LINES = st.dictionaries(st.integers(0, 8), st.none() | st.integers(0, 8), max_size=9)


def test_everyone_above_is_found_nearest_first():
    assert line_above(1, {1: 2, 2: 3, 3: None}) == [2, 3]


def test_in_a_circle_the_walk_ends():
    assert line_above(1, {1: 2, 2: 3, 3: 2}) == [2, 3]
    assert line_above(1, {1: 1}) == []


@given(LINES)
def test_a_circle_is_found_exactly_where_someone_is_above_themselves(managers):
    found = {person for circle in circles(managers) for person in circle}
    for person in managers:
        walker, steps = managers.get(person), 0
        while walker not in (None, person) and steps < 20:
            walker, steps = managers.get(walker), steps + 1
        assert (person in found) == (walker == person)

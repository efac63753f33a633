"""Ratings as critics print them: how many get a value, and whether praise lies above blame."""

from itertools import product

from hermeneut.read.scales import value_of

FRESH = """
    4/5; 3.5/4; 8/10; 9 out of 10; four out of five stars; ★★★★; ★★★★½; ★★★★☆; B+; A-; A; 85%;
    88/100; 3 1/2 stars out of 4; 3½/4; 4 stars; ****; 7.5 / 10; three and a half out of four stars;
    thumbs up; Two Thumbs Up; 92%; Grade: A-; Rating: 4/5; 10/10; A+; 3/4; 8.3/10; ●●●●○
"""
ROTTEN = """
    1/5; 1.5/4; 3/10; 4 out of 10; one out of five stars; ★; ★½; ★★☆☆☆; C-; D+; F; 35%; 38/100;
    1 1/2 stars out of 4; 1½/4; 2 stars; **; 2.5 / 10; one and a half out of four stars; 1.5/5;
    thumbs down; Two Thumbs Down; 22%; Grade: D-; Rating: 2/5; 0/10; D; 1/4; 4.3/10; ●○○○○
"""


def values(listed):
    return [value_of(" ".join(one.split())) for one in listed.split(";")]


def test_ratings_get_a_value_and_keep_their_verdict(floor):
    fresh, rotten = values(FRESH), values(ROTTEN)
    read = [v for v in fresh + rotten if v is not None]
    assert len(read) / len(fresh + rotten) >= floor("ratings", "parsed")

    pairs = [(a, b) for a, b in product(fresh, rotten) if a is not None and b is not None]
    above = sum((a > b) + (a == b) / 2 for a, b in pairs)
    assert above / len(pairs) >= floor("ratings", "fresh_over_rotten")

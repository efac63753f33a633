import numpy as np
import pytest

from hermeneut.validate import chance
from hermeneut.validate.alpha import alpha
from hermeneut.validate.ratings import Ratings

# Units as words, a letter a coder, a dot where a coder gave nothing; coefficients as irrCAC 0.4.4
# gives them (Gwet, Conger and Fleiss, alpha, percent; digits=14).
TABLES = {
    "two": (
        "ca ab cc bb bb bb bc aa bb ca bb cc bb aa bb aa cc ac cc bb cc bb aa bb bb bb cb ac cc aa",
        "abc",
        (0.65559655596556, 0.63855421686747, 0.63824289405685, 0.6442721791559, 0.76666666666667),
    ),
    "two with gaps": (
        "ca bb cb ca ca cc aa bb b. .c aa bb cc aa bb .a b. cc cc ac .a bb bb .. cc .. ac aa bb b.",
        "abc",
        (0.591755261445, 0.59318724235192, 0.58920618286613, 0.59875583203733, 0.72727272727273),
    ),
    "four": (
        (
            "dacb bbbb dbbc bdbb ccdd cbbb caca aaaa dddd cccc dbbb aaac daaa accb ddbd dddb cbdd"
            " bbcb ddbb cdbc bbcb bbbb aaaa aaaa acaa"
        ),
        "abcd",
        (0.39817682980795, 0.39133548156105, 0.38755291362695, 0.39367738449068, 0.54666666666667),
    ),
    "four with gaps": (
        (
            "cccc .da. bbb. cdd. bbba ccc. babb bba. cb.c a.d. a..b a.a. c.cb cbbb cc.c bccc .c.d"
            " aa.d d.ca aa.c .aaa ada. aaaa c.ca .aaa"
        ),
        "abcd",
        (0.35120601644391, 0.31308176553632, 0.31371336713243, 0.36532882011605, 0.50666666666667),
    ),
    "rare": (
        (
            "aaa aaa aba ab. aa. ab. a.a aa. aa. aa. aaa aaa .ba aaa aaa aaa aaa aaa aa. aaa aaa"
            " aaa aaa aaa aa. aba aaa aab aaa aaa baa aaa .ba aaa aaa baa b.. aaa aa. aaa"
        ),
        "ab",
        (0.76314797868332, -0.1290391368011, 0.0877047480821, -0.08333333333333, 0.81196581196581),
    ),
}


def ratings(name):
    units, values, _ = TABLES[name]
    rows = [[None if letter == "." else letter for letter in unit] for unit in units.split()]
    return Ratings.of(rows, values=list(values))


@pytest.mark.parametrize("name", TABLES)
def test_they_are_what_irrcac_gives(name):
    found = [
        float(measure(ratings(name))[0])
        for measure in (chance.gwet, chance.conger, chance.fleiss, alpha, chance.percent)
    ]
    assert found == pytest.approx(TABLES[name][2], abs=1e-9)


def test_of_two_coders_congers_is_cohens_and_fleisss_scotts():
    both = ratings("two")
    assert float(chance.cohen(both)[0]) == float(chance.conger(both)[0])
    assert float(chance.scott(both)[0]) == float(chance.fleiss(both)[0])


def test_cohen_and_scott_look_at_what_both_coded():
    gaps = ratings("two with gaps")
    both = gaps.take(gaps.pairable)
    assert float(chance.cohen(gaps)[0]) == float(chance.cohen(both)[0])
    assert float(chance.scott(gaps)[0]) == float(chance.scott(both)[0])


def test_krippendorffs_example_of_two_coders():
    # Krippendorff (1995), example A: kappa .385, pi .314, alpha .329
    first = "001111111100001111110000"
    second = "000011110000000110000000"
    pair = Ratings.of(list(zip(first, second, strict=True)))
    assert float(chance.cohen(pair)[0]) == pytest.approx(0.385, abs=5e-4)
    assert float(chance.scott(pair)[0]) == pytest.approx(0.314, abs=5e-4)
    assert float(alpha(pair)[0]) == pytest.approx(0.329, abs=6e-4)


def test_more_values_in_the_codebook_move_gwets_alone():
    rows = [["a", "a"], ["a", "b"], ["b", "b"], ["a", "a"]]
    narrow, wide = Ratings.of(rows), Ratings.of(rows, values=["a", "b", "c", "d"])
    assert float(chance.gwet(narrow)[0]) < float(chance.gwet(wide)[0])
    for measure in (chance.cohen, chance.fleiss, alpha):
        assert float(measure(narrow)[0]) == pytest.approx(float(measure(wide)[0]), abs=1e-15)


@pytest.mark.parametrize("measure", [chance.cohen, chance.scott])
def test_what_is_for_two_coders_says_so(measure):
    with pytest.raises(ValueError, match="two coders"):
        measure(ratings("four"))


@pytest.mark.parametrize("name", ["percent", "fleiss", "conger", "gwet"])
def test_a_resample_is_the_table_with_units_repeated(name):
    some = ratings("four with gaps")
    times = np.random.default_rng(1).multinomial(25, np.full(25, 0.04), size=2).astype(float)
    measure = getattr(chance, name)
    for row, found in zip(times, measure(some, times), strict=True):
        repeated = some.take(np.repeat(np.arange(25), row.astype(int)))
        assert found == pytest.approx(float(measure(repeated)[0]), abs=1e-12)

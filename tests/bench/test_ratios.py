"""A limit that is not kept is said so."""

from bench.ratios import Measured, Pair, Slice, rows, spread


def measured(*, ours, bare, limit=0.5):
    pair = Pair(name="page", ours=iter(()), bare=iter(()), expected=200, limit=limit)
    return Measured(
        pair=pair,
        ours=[Slice(wall=one, cpu=one) for one in ours],
        bare=[Slice(wall=one, cpu=one) for one in bare],
    )


def test_twice_the_cost_is_half_the_throughput():
    one = measured(ours=[2.0, 2.0, 2.0], bare=[1.0, 1.0, 1.0])
    assert one.throughput == one.cpu == [0.5, 0.5, 0.5]
    assert one.holds


def test_the_median_decides():
    assert measured(ours=[1.0, 1.0, 9.0], bare=[1.0, 1.0, 1.0]).holds
    over = measured(ours=[1.0, 2.1, 2.2], bare=[1.0, 1.0, 1.0])
    assert not over.holds
    assert rows([over])[0][-1] == "OVER"


def test_processor_time_alone_breaks_it_too():
    one = measured(ours=[1.0, 1.0], bare=[1.0, 1.0])
    one.ours = [Slice(wall=1.0, cpu=3.0)] * 2
    assert not one.holds


def test_without_a_limit_it_is_reported():
    assert rows([measured(ours=[9.0, 9.0], bare=[1.0, 1.0], limit=None)])[0][-1] == "reported"


def test_the_spread_names_the_quartiles():
    assert spread([1.0, 2.0, 3.0, 4.0, 5.0]) == "3.00 (2.00–4.00)"

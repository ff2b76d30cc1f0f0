"""Measure the evaluation standard's scoring, in one process on one machine, as ratios.

    python scripts/bench_standard.py [--quick]

E  exact scoring of 68 indicators: what a body costs where there are more of them
F  the robustness of grades: thousands of draws at once, beside as many exact roll-ups

The bodies of E are the sample's, copied with other ids and figures. The exact roll-ups of F are a part of the draws,
scaled (≈), and their ranks are held against those of the same draws. CPU time of this process; the best of the turns.
"""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import cycle, islice
from math import log
from pathlib import Path
from random import Random
from time import process_time

from bench_tables import Table

from hubao.evaluation import Evaluation, open_standard
from hubao.methods.robustness import draw_totals, exact_totals, multipliers, trial
from hubao.ranking import competition_ranks
from hubao.standard.record import Observation, Record
from hubao.standard.score import score_bodies

ROOT = Path(__file__).resolve().parent.parent
SIZES = (40, 500, 3000)
TURNS = 3
LINEAR = 1.1
"""The power of the number of bodies, up to which the cost of scoring them counts as linear."""
FASTER = 100


def many(evaluation: Evaluation, size: int) -> list[Record]:
    """So many bodies: the sample's with other ids, and figures that differ a little."""
    chance = Random(size)
    records = []
    for number, record in enumerate(islice(cycle(evaluation.inputs.records), size)):
        figures = {code: _moved(one, chance) for code, one in record.observations.items()}
        records.append(replace(record, body=replace(record.body, body_id=f"Z{number:05d}"), observations=figures))
    return records


def _moved(one: Observation, chance: Random) -> Observation:
    if one.numerator is None:
        return one
    return replace(one, numerator=one.numerator * Fraction(chance.randint(90, 100), 100))


def best(work: Callable[[], object], turns: int, *, collecting: bool = True) -> float:
    """The least CPU seconds of some turns, with or without the search for garbage, which grows with what is kept."""
    times = []
    if not collecting:
        gc.disable()
    for _ in range(turns):
        begun = process_time()
        work()
        times.append(process_time() - begun)
    gc.enable()
    return min(times)


def scoring(evaluation: Evaluation, sizes: Sequence[int], turns: int) -> tuple[Table, bool]:
    """Question E."""
    costs: dict[int, tuple[float, float]] = {}
    for size in sizes:
        records = many(evaluation, size)
        costs[size] = tuple(
            best(lambda records=records: score_bodies(records, evaluation.scheme), turns, collecting=collecting) / size
            for collecting in (True, False)
        )
        print(f"E {size}：每家 {costs[size][0] * 1000:.2f} ms", file=sys.stderr, flush=True)
    few, most = sizes[0], sizes[-1]
    power = 1 + log(costs[most][0] / costs[few][0]) / log(most / few)
    rows = [
        (str(size), *(text for cost, first in zip(own, costs[few], strict=True) for text in _cost(cost, first)))
        for size, own in costs.items()
    ]
    head = ("机构", "每家 CPU（ms）", "与最少的相比", "不计垃圾回收（ms）", "与最少的相比")
    print(f"E 总代价随家数的 {power:.2f} 次方增长", file=sys.stderr, flush=True)
    return Table(head, tuple(rows)), power <= LINEAR


def _cost(cost: float, first: float) -> tuple[str, str]:
    return f"{cost * 1000:.2f}", f"{cost / first:.2f}"


def robustness(evaluation: Evaluation, exact: int, turns: int) -> tuple[Table, bool]:
    """Question F."""
    scores = list(evaluation.scores.values())
    drawn = multipliers(evaluation.points, len(scores[0].sections))
    found = draw_totals(scores, drawn)
    step = len(drawn) // exact
    chosen = drawn[::step][:exact]
    fast = best(lambda: draw_totals(scores, multipliers(evaluation.points, len(scores[0].sections))), turns)
    whole = best(lambda: trial(scores, evaluation.points), turns)
    slow = best(lambda: [competition_ranks(exact_totals(scores, one)) for one in chosen], 1) / exact * len(drawn)
    same = all(
        list(competition_ranks(exact_totals(scores, one)).values()) == list(found.ranks[number * step])
        for number, one in enumerate(chosen)
    )
    rows = (
        ("逐次精确汇总并排名", f"≈{slow:.1f}", f"≈{slow / fast:.0f}"),
        ("一次算完各次的总分与名次", f"{fast:.3f}", "1"),
        ("同上，并统计各家的等级", f"{whole:.3f}", f"{whole / fast:.2f}"),
    )
    said = f"{len(drawn)} 次、{len(scores)} 家"
    table = Table((said, "CPU（s）", "倍数"), rows)
    print(f"F {len(chosen)} 次抽查的名次{'相同' if same else '不同'}", file=sys.stderr, flush=True)
    return table, same and slow / fast >= FASTER


def main(words: Sequence[str] | None = None) -> int:
    """Measure and report; 1 when a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="each once, and fewer bodies and exact roll-ups")
    options, _ = parser.parse_known_args(words)
    standard = ROOT / "params" / "standard"
    data, points, tree = ROOT / "data" / "2024" / "standard", standard / "points-2024.yaml", standard / "tree.yaml"
    evaluation = open_standard(2024, data, points, tree)
    sizes, turns, exact = (SIZES[:2], 1, 20) if options.quick else (SIZES, TURNS, 200)
    linear, even = scoring(evaluation, sizes, turns)
    draws, faster = robustness(evaluation, exact, turns)
    for title, table in (("E. 精确计分，每家68个指标", linear), ("F. 等级的稳健性", draws)):
        print(f"## {title}\n\n{table.markdown()}\n")
    print(f"- 总代价随家数线性增长（至多 {LINEAR} 次方）：{'达到' if even else '没有达到'}")
    print(f"- 试算比逐次精确汇总至少快 {FASTER} 倍，抽查的名次相同：{'达到' if faster else '没有达到'}")
    return int(not (even and faster))


if __name__ == "__main__":
    sys.exit(main())

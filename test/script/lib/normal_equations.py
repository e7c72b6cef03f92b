# SPDX-License-Identifier: Apache-2.0
"""normal_equations.py MADANG FOLDER: calibrated scores and severities are those that solve the mixed-model
equations, in fractions, at the ratios of variances that the command tells."""
import json
import math
import random
import subprocess
import sys
from fractions import Fraction

madang, folder = sys.argv[1:]
chance = random.Random(11)


def solve(matrix, right):
    """Gauss and Jordan."""
    rows = [row + [value] for row, value in zip(matrix, right)]
    for at in range(len(rows)):
        pivot = next(i for i in range(at, len(rows)) if rows[i][at])
        rows[at], rows[pivot] = rows[pivot], rows[at]
        rows[at] = [value / rows[at][at] for value in rows[at]]
        for i, row in enumerate(rows):
            if i != at and row[at]:
                rows[i] = [value - row[at] * own for value, own in zip(row, rows[at])]
    return [row[-1] for row in rows]


def fit(scores, applications, experts, ratio_application, ratio_expert):
    """The mean, what each application adds to it, and each expert."""
    columns = 1 + applications + experts
    matrix = [[Fraction(0)] * columns for _ in range(columns)]
    right = [Fraction(0)] * columns
    for (application, expert), score in scores.items():
        parts = (0, 1 + application, 1 + applications + expert)
        for i in parts:
            right[i] += score
            for j in parts:
                matrix[i][j] += 1
    for i in range(applications):
        matrix[1 + i][1 + i] += ratio_application
    for i in range(experts):
        matrix[1 + applications + i][1 + applications + i] += ratio_expert
    found = solve(matrix, right)
    return found[0], found[1:1 + applications], found[1 + applications:]


def calibrated(scores, options):
    lines = [f"가 {a},{e}번,{float(score):.2f}" for (a, e), score in scores.items()]
    chance.shuffle(lines)
    with open(folder + "/scores.csv", "w", encoding="utf-8") as file:
        file.write("application,expert,score\n" + "\n".join(lines) + "\n")
    answer = subprocess.run([madang, "engine", "calibrate", folder + "/scores.csv", "--json", *options],
                            stdout=subprocess.PIPE, check=True)
    return json.loads(answer.stdout, parse_float=Fraction, parse_int=Fraction)


for turn in range(10):
    applications, experts = chance.randint(8, 12), chance.randint(4, 5)
    strength = [chance.gauss(6, 2) for _ in range(applications)]
    severity = [chance.gauss(0, 2) for _ in range(experts)]
    scores = {(a, e): Fraction(round(100 * (strength[a] - severity[e] + chance.gauss(0, .5))), 100)
              for a in range(applications) for e in chance.sample(range(experts), 3)}
    said = calibrated(scores, ["--places", "3", "--draws", "500"])
    assert said["reason"] == "known" and said["parts"] == 1, said
    mean, adds, gives = fit(scores, applications, experts, said["ratio_application"], said["ratio_expert"])
    for row in said["applications"]:
        at = int(row["application"].split()[1])
        own = [score for (a, _), score in scores.items() if a == at]
        assert row["calibrated"] == Fraction(math.floor((mean + adds[at]) * 10**6 + Fraction(1, 2) + Fraction(1, 4096)), 10**6)
        assert abs(row["mean"] - sum(own) / len(own)) <= Fraction(1, 2 * 10**6) and row["reviews"] == len(own)
        assert 1 <= row["rank_from"] <= row["rank_to"] <= applications and 0 <= row["above"] <= 1
    for row in said["experts"]:
        assert abs(row["severity"] + gives[int(row["expert"][:-1])]) <= Fraction(1, 1000), row
    assert abs(sum(row["above"] for row in said["applications"]) - 3) < Fraction(1, 1000)
    assert [row["calibrated"] for row in said["applications"]] == sorted(
        (row["calibrated"] for row in said["applications"]), reverse=True)

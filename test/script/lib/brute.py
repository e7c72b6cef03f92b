# SPDX-License-Identifier: Apache-2.0
"""brute.py MADANG FOLDER: small random spreadsheets are assigned as well as trying every choice finds out."""
import itertools
import json
import random
import subprocess
import sys
from fractions import Fraction

madang, folder = sys.argv[1:]
chance = random.Random(7)


def write(path, head, lines):
    chance.shuffle(lines)
    with open(path, "w", encoding="utf-8") as file:
        file.write(head + "\n" + "".join(line + "\n" for line in lines))


def choices_of(affinities, demand, loads):
    """(places filled, the sums of the applications) of each choice."""
    options = [[choice for size in range(demand + 1) for choice in itertools.combinations(sorted(row), size)]
               for row in affinities]
    for choices in itertools.product(*options):
        counts = [sum(expert in choice for choice in choices) for expert in range(len(loads))]
        if all(count <= load for count, load in zip(counts, loads)):
            yield sum(counts), [sum((row[expert] for expert in choice), Fraction(0))
                                for row, choice in zip(affinities, choices)]


def best(affinities, demand, loads):
    """Places filled, and of the choices that fill so many: the greatest sum, and the greatest sorted sums."""
    choices = list(choices_of(affinities, demand, loads))
    filled = max(count for count, _ in choices)
    sums = [sums for count, sums in choices if count == filled]
    return filled, max(map(sum, sums)), max(map(sorted, sums))


def engine(*arguments):
    answer = subprocess.run([madang, "engine", *arguments, "--json"], stdout=subprocess.PIPE, check=False)
    return json.loads(answer.stdout, parse_float=Fraction, parse_int=Fraction), answer.returncode


def sums_written(applications):
    """The sorted sums of the applications, as out.csv has them."""
    sums = [Fraction(0)] * applications
    with open(folder + "/out.csv", encoding="utf-8") as file:
        for line in list(file)[1:]:
            sums[int(line[1:line.index(",")])] += Fraction(line.split(",")[2])
    return sorted(sums)


for turn in range(40):
    applications, experts, demand = chance.randint(1, 4), chance.randint(1, 4), chance.randint(1, 2)
    unit = 10 ** chance.randint(0, 6)
    affinities = [{expert: Fraction(chance.randint(0, unit), unit) for expert in range(experts) if chance.random() < .8}
                  for _ in range(applications)]
    loads = [chance.randint(0, 3) for _ in range(experts)]
    write(folder + "/pairs.csv", "application,expert,affinity",
          [f"가{p},심사 {e},{float(a):.6f}" for p, row in enumerate(affinities) for e, a in row.items()]
          + [f"가{p},," for p in range(applications)])
    write(folder + "/loads.csv", "expert,load", [f"심사 {e},{load}" for e, load in enumerate(loads)])
    filled, total, leximin = best(affinities, demand, loads)
    for aim in "sum", "worst", "leximin", "random":
        said, status = engine("assign", folder + "/pairs.csv", "--demand", str(demand), "--loads", folder + "/loads.csv",
                              "--objective", aim, "--out", folder + "/out.csv", "--certificate", folder + "/proof.csv")
        checked, held = engine("check", folder + "/pairs.csv", folder + "/out.csv", folder + "/proof.csv")
        assert said["pairs"] == filled and held == 0 and checked["checked"] is True, (said, checked)
        assert said["feasible"] == (filled == applications * demand) == (status == 0), (said, status)
        assert said["certified"] == checked["proven"] and said["objective"] == checked["objective"], (said, checked)
        if aim in ("sum", "random"):
            assert said["certified"] is True and said["objective"] == total, (said, total)
        else:
            assert said["worst"] == leximin[0] <= said["bound"], (said, leximin)
            assert said["certified"] == (said["worst"] == said["bound"]), said
        if aim == "leximin":
            assert sums_written(applications) == leximin, (said, leximin)

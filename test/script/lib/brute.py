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


def best(affinities, demand, loads):
    """(places filled, sum) of the best choice, and its least sum."""
    found = (-1, Fraction(-1))
    options = [[choice for size in range(demand + 1) for choice in itertools.combinations(sorted(row), size)]
               for row in affinities]
    for choices in itertools.product(*options):
        counts = [sum(expert in choice for choice in choices) for expert in range(len(loads))]
        if any(count > load for count, load in zip(counts, loads)):
            continue
        sums = [sum((row[expert] for expert in choice), Fraction(0)) for row, choice in zip(affinities, choices)]
        found = max(found, (sum(counts), sum(sums)))
    return found


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
    answer = subprocess.run([madang, "engine", "assign", folder + "/pairs.csv", "--demand", str(demand), "--loads",
                             folder + "/loads.csv", "--json", "--out", folder + "/out.csv", "--certificate",
                             folder + "/proof.csv"], stdout=subprocess.PIPE, check=False)
    said = json.loads(answer.stdout, parse_float=Fraction, parse_int=Fraction)
    filled, total = best(affinities, demand, loads)
    assert said["certified"] is True, said
    assert (said["pairs"], said["objective"]) == (filled, total), (said, filled, total)
    assert said["feasible"] == (filled == applications * demand) == (answer.returncode == 0), (said, answer.returncode)
    assert len(open(folder + "/out.csv", encoding="utf-8").readlines()) == filled + 1
    subprocess.run([madang, "engine", "check", folder + "/pairs.csv", folder + "/out.csv", folder + "/proof.csv"],
                   stdout=subprocess.DEVNULL, check=True)

# SPDX-License-Identifier: Apache-2.0
"""published.py MADANG FOLDER: capped optima on real instances are those that another program published."""
import json
import os
import subprocess
import sys
import tempfile
from fractions import Fraction

madang, shared = sys.argv[1:]
LOADS = {"aamas2015": 12, "preflib1": 6, "preflib3": 6}
with open(shared + "/capped.json", encoding="utf-8") as file:
    published = json.load(file)


def engine(*arguments):
    answer = subprocess.run([madang, "engine", *arguments, "--json"], stdout=subprocess.PIPE, check=True)
    return json.loads(answer.stdout, parse_float=Fraction, parse_int=Fraction)


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    for name, load in LOADS.items():
        for row in published[name]:
            said = engine("assign", f"{shared}/{name}.in", "--demand", "3", "--load", str(load), "--objective", "random",
                          "--cap-1024", str(row["cap_of_1024"]), "--out", "out.csv", "--certificate", "proof.csv")
            quality = said["objective"] / said["objective_uncapped"]
            assert abs(quality - Fraction(row["relative_quality"])) < Fraction(1, 10**9), (name, row, said)
            assert said["certified"] is True and said["feasible"] is True and said["load_max"] <= load, (name, row, said)
            checked = engine("check", f"{shared}/{name}.in", "out.csv", "proof.csv")
            assert checked["proven"] is True and checked["objective"] == said["objective"], (name, row, checked)

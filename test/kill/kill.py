#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""kill -9 while people apply, judge and vote: what an answer has said is done, nothing is half there.

Usage: kill.py MADANG sqlite|postgresql. A house (a copy of the demonstration in its call, its assessment or its
committee) is served by the real program; people work in it over HTTP from several threads; at random moments the
worker, the parent, a PostgreSQL's backend or postmaster are killed. After each kill the house is looked at as its
people see it, in its store, and in the exported and verified record. MADANG_KILLS: how many (80); MADANG_SEED:
another seed. TAP on standard output."""
import collections
import hashlib
import json
import os
import random
import shutil
import sys
import tempfile
import threading
import time

from house import POSTGRES, Postgres, Sqlite
from people import Applicant, Chair, Expert, Member

STAGES = ["call", "assessment", "committee"]
ROUNDS_MAX = 60  # in one house: then a fresh one
KINDS = {"answers": "everybody was answered as expected", "lost": "what was acknowledged is there",
         "half": "nothing is half there", "twice": "nothing is done twice", "record": "the record verifies"}

# What must give no row: half of a thing.
HALVES = {
    "a submission without the mail of its receipt":
        "SELECT v.application AS key FROM application_version v WHERE v.version > 0 AND NOT EXISTS"
        " (SELECT 1 FROM outbox o WHERE o.kind = 'prize/receipt' AND o.subject = v.receipt)",
    "an application whose standing version is not there":
        "SELECT a.key FROM application a WHERE a.version > 0 AND NOT EXISTS (SELECT 1 FROM application_version v"
        " WHERE v.application = a.key AND v.version = a.version AND v.submitted_at = a.submitted_at)",
    "an application without a draft or without anybody":
        "SELECT a.key FROM application a WHERE NOT EXISTS (SELECT 1 FROM application_version v WHERE v.application ="
        " a.key AND v.version = 0) OR NOT EXISTS (SELECT 1 FROM team_member t WHERE t.application = a.key)",
    "a review that was sent without all its scores":
        "SELECT a.key FROM assignment a WHERE a.state = 'sent' AND ((SELECT count(*) FROM score s WHERE s.assignment"
        " = a.key) <> 6 OR NOT EXISTS (SELECT 1 FROM review r WHERE r.assignment = a.key AND r.sent_at IS NOT NULL))",
    "scores without their texts":
        "SELECT s.assignment AS key FROM score s WHERE NOT EXISTS (SELECT 1 FROM review r WHERE r.assignment = s.assignment)",
    "a vote that is closed without its result":
        "SELECT key FROM motion WHERE state IN ('carried', 'lost', 'inquorate') AND kind <> 'proposal'"
        " AND (result = '' OR closed_at IS NULL)",
}
# Rows, and the decisions that made them: as many.
PAIRS = {"application.submitted": "application_version WHERE version > 0",
         "application.withdrawn": "application WHERE state = 'withdrawn'", "motion.opened": "motion WHERE true"}
LOOK = " UNION ALL ".join(
    [f"SELECT '{name}', CAST(x.key AS TEXT) FROM ({sql}) x" for name, sql in HALVES.items()] +
    [f"SELECT 'rows without {kind}', '' FROM (SELECT count(*) n FROM journal_entry WHERE kind = '{kind}') x"
     f" WHERE n <> (SELECT count(*) FROM {rows})" for kind, rows in PAIRS.items()] +
    ["SELECT DISTINCT 'file', digest FROM attachment"])


class Trial:
    """One house: who works in it, what they were told, what was found wrong."""

    def __init__(self, house, stage, chance, counts):
        self.house, self.stage, self.chance, self.counts = house, stage, chance, counts
        self.faults, self.told, self.lock = collections.defaultdict(list), collections.Counter(), threading.Lock()
        self.before = collections.Counter()
        makers = {"call": [Applicant] * 5, "assessment": [Expert] * 5, "committee": [Member] * 4 + [Chair]}[stage]
        self.people = [make(self, address, random.Random(chance.random()))
                       for make, address in zip(makers, self.addresses())]

    def addresses(self):
        """Five of them; of the committee with its chair, who is the last."""
        return [row[0] for row in self.house.query({
            "call": "SELECT DISTINCT a.address FROM account a JOIN team_member t ON t.account = a.key ORDER BY 1",
            "assessment": "SELECT a.address FROM account a WHERE (SELECT count(*) FROM assignment s WHERE s.account ="
                          " a.key AND s.state IN ('open', 'begun', 'sent')) > 5 ORDER BY 1",
            "committee": "SELECT a.address FROM account a JOIN committee_member m ON m.account = a.key"
                         " WHERE m.left_at IS NULL ORDER BY CASE m.role WHEN 'chair' THEN 1 ELSE 0 END, 1",
        }[self.stage])[-5:]]

    def fault(self, kind, what):
        with self.lock:
            self.faults[kind].append(what)

    def count(self, what):
        with self.lock:
            self.counts[what] += 1

    def note(self, told):
        with self.lock:
            self.counts["acknowledged"] += 1
            if told:
                self.told[told] += 1

    # ---- a round: work, a kill, a look

    def work_and_kill(self, mode):
        stop = threading.Event()
        threads = [threading.Thread(target=person.live, args=(stop,)) for person in self.people]
        for thread in threads:
            thread.start()
        wanted, until = self.counts["acknowledged"] + self.chance.randrange(25), time.monotonic() + 5
        while self.counts["acknowledged"] < wanted and time.monotonic() < until:
            time.sleep(0.001)
        time.sleep(0.03 * self.chance.random())
        self.house.kill(mode)
        stop.set()
        for thread in threads:
            thread.join()

    def come_back(self):
        """Once more at once, now and then: a kill while it begins or mends itself."""
        while self.chance.random() < 0.1:
            time.sleep(0.06 * self.chance.random())
            self.house.kill("both")
            self.counts["kills"] += 1
        self.house.wait()
        for person in self.people:
            person.browser.hang_up()
        self.each(lambda person: person.recover())

    def each(self, work):
        for person in self.people:
            try:
                work(person)
            except Exception as trouble:  # nobody kills now: even an answer that is lost is a fault
                self.fault("answers", f"{person.address}, undisturbed: {trouble!r}")

    def look(self, everything=False):
        self.each(lambda person: person.check(everything))
        kept = {os.path.basename(os.path.dirname(path)) + os.path.basename(path): path
                for path in self.house.kept_files()}
        for what, which in self.house.query(LOOK):
            if what != "file":
                self.fault("half", f"{what}: {which}")
            elif which not in kept:
                self.fault("lost", f"the file {which}")
            else:
                self.look_at_file(kept[which], which)

    def look_at_file(self, path, digest):
        with open(path, "rb") as file:
            if hashlib.blake2b(file.read(), digest_size=32).hexdigest() != digest:
                self.fault("half", f"the file {digest}")

    # ---- the record

    def read_record(self):
        path = os.path.join(self.house.folder, "record")
        status, words = self.house.run("export", "demo", path, "--sealed", *self.house.place)
        if status:
            self.fault("record", words)
            return []
        status, words = self.house.run("verify", path, "--json")
        if status or not json.loads(words)["verified"]:
            self.fault("record", words)
        with open(path) as file:
            lines = [json.loads(line) for line in file]
        os.remove(path)
        return lines

    def told_by(self, lines):
        texts = {(line["n"], line["field"]): line["text"] for line in lines if line["kind"] == "opening"}
        told = collections.Counter()
        for line in lines:
            says, kind = line.get("says", {}), line["kind"]
            text = lambda field: texts.get((line["n"], field), "")
            if kind == "application.submitted":
                told[kind, f"{says['application']} {says['version']} {text('title')}"] += 1
            elif kind in ("ballot.cast", "motion.closed"):
                told[kind, says["motion"]] += 1
            elif kind in ("application.withdrawn", "review.sent", "conflict.recused", "motion.opened"):
                told[kind, text("comment") or text("reason") or text("note")] += 1
        return told

    def look_at_record(self):
        lines = self.read_record()
        now, wanted = self.told_by(lines), self.before + self.told
        for key in now.keys() | wanted.keys():
            if now[key] != wanted[key] and key != ("motion.opened", ""):
                kind = "lost" if now[key] < wanted[key] else "twice"
                self.fault(kind, f"{key}: {now[key]} times in the record, not {wanted[key]}")
        for line in lines:
            if line["kind"] == "motion.closed":
                self.look_at_count(line["says"])

    def look_at_count(self, says):
        """The ballots that were counted are the last ones that their people were told are cast."""
        counted = [sorted([int(one), value] for one, value in json.loads(ballot["content"]))
                   for ballot in says["ballots"]]
        for person in self.people:
            cast = person.votes[says["motion"]] if isinstance(person, Member) else []
            if cast and cast[-1] not in counted:
                self.fault("lost", f"{person.address}'s ballot in {says['motion']}")
            elif cast:
                counted.remove(cast[-1])

    def run(self, kills):
        self.house.start()
        self.house.wait()
        self.before = self.told_by(self.read_record())
        for number in range(1, kills + 1):
            mode = self.chance.choice(self.house.modes)
            self.counts["kills"] += 1
            self.counts[mode] += 1
            self.work_and_kill(mode)
            self.come_back()
            self.look(number == kills)
            if number % 10 == 0 or number == kills:
                self.look_at_record()
            if sum(map(len, self.faults.values())):
                break
        self.house.stop()


def report(number, name, kind, faults):
    print(f"{'not ok' if faults else 'ok'} {number} - {name}: {KINDS[kind]}", flush=True)
    for fault in faults[:10]:
        print("# " + fault.replace("\n", "\n# "))


def shares(kills):
    """How many kills in which stage, house by house."""
    houses = 3 * -(-kills // (3 * ROUNDS_MAX))
    return [(STAGES[i % len(STAGES)], kills // houses + (i < kills % houses)) for i in range(houses)]


def main():
    madang, store = os.path.abspath(sys.argv[1]), sys.argv[2]
    if store == "postgresql" and not os.path.exists(POSTGRES + "/postgres"):
        print(f"1..1\nok 1 - kills on PostgreSQL # SKIP no {POSTGRES}")
        return 0
    seed, plan = int(os.environ.get("MADANG_SEED", "1")), shares(int(os.environ.get("MADANG_KILLS", "80")))
    chance, counts, failed = random.Random(seed), collections.Counter(), True
    folder = tempfile.mkdtemp(prefix="madang-kill-")
    began, faults = time.monotonic(), 0
    house = {"sqlite": Sqlite, "postgresql": Postgres}[store](madang, folder, chance)
    print(f"1..{len(plan) * len(KINDS)}", flush=True)
    try:
        templates = {stage: house.make(stage) for stage in dict(plan)}
        print(f"# ready after {time.monotonic() - began:.1f} s", flush=True)
        for number, (stage, share) in enumerate(plan):
            house.open(templates[stage])
            trial = Trial(house, stage, chance, counts)
            trial.run(share)
            for place, kind in enumerate(KINDS, 1):
                report(number * len(KINDS) + place, f"{store}, {stage}", kind, trial.faults[kind])
            faults += sum(map(len, trial.faults.values()))
            house.close()
        failed = faults > 0
    finally:
        house.end()
        if failed:
            print(f"# what is left stands in {folder}")
        else:
            shutil.rmtree(folder)
    print(f"# {time.monotonic() - began:.1f} s; " + ", ".join(f"{count} {what}" for what, count in sorted(counts.items())))
    return int(failed)


sys.exit(main())

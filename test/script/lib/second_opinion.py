#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""second_opinion.py [--doubt] RECORD: reads the record of an edition by doc/record.md alone, in another language,
with another solver (GLPK's glpsol), and says whether it comes to the same shortlist and winners.

It shares no code with the program. It covers the demonstration's rules: scoring rounds with floors and
caps, by means or calibrated scores, approval ballots. Status 0: the same; 1: the first thing that differs is printed. --doubt
doubts this program: it changes what was judged or decided in the record, as a forger would who can make
the chain anew, and ends with 1 unless each change is seen.
"""
import copy
import hashlib
import json
import math
import os
import subprocess
import sys
import tempfile
from fractions import Fraction


class Differs(Exception):
    pass


def hold(condition, *words):
    if not condition:
        raise Differs(" ".join(str(word) for word in words))


def digest(data):
    return hashlib.blake2b(data, digest_size=32).hexdigest()


# ---- the chain and its signature

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
BASE_Y = 4 * pow(5, P - 2, P) % P


def point(encoded):
    """A point of Ed25519 from its 32 bytes (RFC 8032, 5.1.3)."""
    number = int.from_bytes(encoded, "little")
    sign, y = number >> 255, number & (2**255 - 1)
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    hold((x * x - square) % P == 0, "the key is no point of the curve")
    return (P - x if x & 1 != sign else x), y


def add(a, b):
    product = D * a[0] * b[0] * a[1] * b[1]
    return ((a[0] * b[1] + b[0] * a[1]) * pow(1 + product, P - 2, P) % P,
            (a[1] * b[1] + a[0] * b[0]) * pow(1 - product, P - 2, P) % P)


def times(factor, of):
    sum_ = (0, 1)
    while factor:
        if factor & 1:
            sum_ = add(sum_, of)
        of, factor = add(of, of), factor >> 1
    return sum_


def is_signed(key, signature, message):
    r, s = signature[:32], int.from_bytes(signature[32:], "little")
    challenge = int.from_bytes(hashlib.sha512(r + key + message).digest(), "little") % ORDER
    base = point(BASE_Y.to_bytes(32, "little"))
    return s < ORDER and times(s, base) == add(point(r), times(challenge, point(key)))


def canonical(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def read(path):
    """The lines of the book, every one of them checked against the one before."""
    with open(path, "rb") as file:
        raw = file.read().split(b"\n")
    hold(raw.pop() == b"", "the last line has no end")
    end = json.loads(raw[-1])
    lines, before = [], "0" * 64
    for line in raw[:end["count"]]:
        value = json.loads(line)
        hold(value["n"] == len(lines) + 1, "line", len(lines) + 1, "has another number")
        hold(value["prev"] == before, "line", value["n"], "does not follow from the one before")
        hold(canonical(value) == line, "line", value["n"], "is not canonical")
        before = digest(line)
        lines.append(value)
    hold(before == end["digest"], "the end line names another digest")
    signature = bytes.fromhex(end.pop("signature"))
    hold(is_signed(bytes.fromhex(end["key"]), signature, b"madang record/1\n" + canonical(end)), "the signature")
    for line in raw[end["count"]:-1]:
        opening = json.loads(line)
        said = lines[opening["n"] - 1]["says"][opening["field"]]["commitment"]
        hold(said == digest(bytes.fromhex(opening["salt"]) + opening["text"].encode()), "an opening of", opening["n"])
    return lines


# ---- facts

class Facts:
    """What stands at a point of the record."""

    def __init__(self):
        self.rules, self.applications, self.withdrawn = None, {}, set()
        self.screened, self.reviews, self.released = {}, {}, set()
        self.passed, self.scores = {}, {}
        self.reserves, self.replaced, self.decided = {}, set(), False  # of the last confirmed round
        self.conflicts, self.seats, self.motions, self.ballots = set(), {}, {}, {}
        self.standing, self.open = {}, {}  # open: the award of each motion that is


def fraction(text):
    return Fraction(*map(int, text.split("/"))) if isinstance(text, str) else Fraction(text)


def rubric_of(facts, rules):
    return next(rubric for rubric in facts.rules["rubrics"] if rubric["code"] == rules["rubric"])


def reviews_of(facts, number, application):
    """The grades that count in a round: its own, and those of earlier rounds that it carries on."""
    rules = facts.rules["rounds"]
    counted = []
    for (round_, who, person), grades in facts.reviews.items():
        carried = (round_ < number and rules[number - 1]["earlier"] == "carried"
                   and rules[round_ - 1]["rubric"] == rules[number - 1]["rubric"])
        if who == application and (round_ == number or carried) and (round_, who, person) not in facts.released:
            counted.append((person, grades))
    return counted


def mean(criteria, reviews):
    if not reviews:
        return None
    weight = {criterion["code"]: criterion["weight"] for criterion in criteria}
    return Fraction(sum(weight[code] * grade for grades in reviews for code, grade in grades.items()),
                    len(reviews) * sum(weight.values()))


# ---- the calibrated score: doc/record.md, "A calibrated score"

def judgements(criteria, reviews):
    """y(i, j): what each person said of each application, once."""
    said = {}
    for application, counted in reviews.items():
        for person in {person for person, _ in counted}:
            said[application, person] = mean(criteria, [grades for who, grades in counted if who == person])
    return said


def parts_of(said):
    """The parts, and who is corrected in each: persons with three reviews of what others judged too."""
    judges, part = {}, {application: application for application, _ in said}
    for application, person in said:
        judges.setdefault(application, set()).add(person)
    compared = {}
    for application, person in said:
        if len(judges[application]) > 1:
            compared[person] = compared.get(person, 0) + 1
    corrected = sorted(person for person, count in compared.items() if count >= 3)
    for person in corrected:  # whoever judged two applications makes their parts one
        own = [application for application, who in said if who == person]
        joined = {part[application] for application in own}
        for application, name in part.items():
            if name in joined:
                part[application] = part[own[0]]
    return {person: next(part[application] for application, who in said if who == person) for person in corrected}


def eliminate(rows):
    """Solves rows · [unknowns, −1] = 0 by Gauss and Bareiss: whole numbers that divide without remainder."""
    rows = [[int(value * math.lcm(*(entry.denominator for entry in row))) for value in row] for row in rows]
    before, count = 1, len(rows)
    for k in range(count):
        pivot = next(i for i in range(k, count) if rows[i][k])
        rows[k], rows[pivot] = rows[pivot], rows[k]
        for i in range(k + 1, count):
            factor = rows[i][k]
            rows[i] = [0] * (k + 1) + [(rows[i][c] * rows[k][k] - factor * rows[k][c]) // before
                                       for c in range(k + 1, count + 1)]
        before = rows[k][k]
    unknowns = [Fraction(0)] * count
    for k in reversed(range(count)):
        rest = rows[k][count] - sum(rows[k][c] * unknowns[c] for c in range(k + 1, count))
        unknowns[k] = Fraction(rest) / rows[k][k]
    return unknowns


def least_squares(said, ratios):
    """μ + q(i) of each application. q(i) = (sum of y − μ − b) / (reviews + λ1) leaves μ, b and a multiplier a part."""
    of_applications, of_experts = (Fraction(ratio, 1000) for ratio in ratios)
    part = parts_of(said) if of_experts else {}
    names = ["mean"] + sorted(part) + sorted(set(part.values()), key=str)
    place = {name: i for i, name in enumerate(names)}
    rows = [[Fraction(0)] * (len(names) + 1) for _ in names]
    by_application = {}
    for (application, person), score_ in said.items():
        by_application.setdefault(application, []).append((person, score_))
    for reviews in by_application.values():
        share = 1 / (len(reviews) + of_applications)
        columns = [[0] + ([place[person]] if person in place else []) for person, _ in reviews]
        total = [0] * (len(names) + 1)
        for used, (_, score_) in zip(columns, reviews):
            for column in used:
                total[column] += 1
                for other in used:
                    rows[column][other] += 1
                rows[column][-1] += score_
            total[-1] += score_
        for column in {column for used in columns for column in used}:
            for other, value_ in enumerate(total):
                if value_:
                    rows[column][other] -= total[column] * value_ * share
    for person, name in part.items():
        rows[place[person]][place[person]] += of_experts
        rows[place[person]][place[name]] += 1
        rows[place[name]][place[person]] += 1
    found = dict(zip(names, eliminate(rows)))
    scores = {}
    for application, reviews in by_application.items():
        left = sum(score_ - found["mean"] - (found[person] if person in part else 0) for person, score_ in reviews)
        scores[application] = found["mean"] + left / (len(reviews) + of_applications)
    return scores


def calibrated(criteria, reviews, ratios):
    said = judgements(criteria, reviews)
    scores = (least_squares(said, ratios) if ratios[0]
              else {key: mean(criteria, [grades for _, grades in counted]) for key, counted in reviews.items() if counted})
    return {key: Fraction(math.floor(10**6 * value_ + Fraction(1, 2) + Fraction(1, 4096)), 10**6)
            for key, value_ in scores.items()}


# ---- the line

def groups(rules, kind, entries):
    """(bound, the entries that count for it) of each floor or cap; one for each value where it names none."""
    found = []
    for bound in rules[kind]:
        values = [bound["value"]] if bound["value"] else sorted({value(entry, bound["by"]) for entry in entries})
        for one in values:
            members = [entry for entry in entries if value(entry, bound["by"]) == one
                       and (kind == "caps" or entry["score"] >= fraction(bound["minimum"]))]
            found.append((bound["count"], members))
    return found


def value(entry, by):
    return (entry["country"] + "/" + entry["city"].casefold()) if by == "city" else entry[by]


def solve(objective, greatest, constraints, binaries, integers):
    """The optimum of an integer program, by glpsol. Terms are (factor, variable)."""
    def text(terms):
        return " ".join(f"{'+' if factor >= 0 else '-'} {abs(factor)} {name}" for factor, name in terms) or "0 x0"
    with tempfile.TemporaryDirectory() as folder:
        model, out = os.path.join(folder, "model.lp"), os.path.join(folder, "out")
        with open(model, "w", encoding="ascii") as file:
            file.write(("Maximize" if greatest else "Minimize") + "\n goal: " + text(objective) + "\nSubject To\n")
            for terms, sign, bound in constraints:
                file.write(f" {text(terms)} {sign} {bound}\n")
            file.write("Binary\n " + " ".join(binaries) + "\nGeneral\n " + " ".join(integers) + "\nEnd\n")
        subprocess.run(["glpsol", "--lp", model, "-w", out], check=True, stdout=subprocess.DEVNULL)
        with open(out, encoding="ascii") as file:
            rows = [line.split() for line in file]
    status = next(row for row in rows if row[0] == "s")
    return round(float(status[5])) if status[4] == "o" else None


PASSED = ("rank", "moved", "floor", "tie")


def check_line(entries, rules, result):
    """The set that passed is the one that doc and engine/select.h define: least lack, most, greatest sum, best."""
    able = [entry for entry in entries if entry["score"] is not None and entry["score"] >= fraction(rules["minimum"])]
    able.sort(key=lambda entry: entry["rank"])
    name = {entry["key"]: f"x{i}" for i, entry in enumerate(able)}
    passed = [entry for entry in able if result[entry["key"]] in ("rank", "moved", "floor")]
    tied = [entry for entry in able if result[entry["key"]] == "tie"]
    hold(len(passed) + len(tied) == sum(outcome in PASSED for outcome in result.values()),
         "somebody passed below the least score")
    scale = math.lcm(*(entry["score"].denominator for entry in able))
    floors, caps = groups(rules, "floors", able), groups(rules, "caps", able)
    inside = {entry["key"] for entry in passed}
    constraints = [([(1, name[entry["key"]]) for entry in able], "<=", rules["places"] or len(able))]
    constraints += [([(1, name[m["key"]]) for m in members], "<=", count) for count, members in caps]
    lacks = [f"l{i}" for i in range(len(floors))]
    constraints += [([(1, name[m["key"]]) for m in members] + [(1, lack)], ">=", count)
                    for (count, members), lack in zip(floors, lacks)]
    goals = [([(1, lack) for lack in lacks], False,
              sum(max(0, count - sum(m["key"] in inside for m in members)) for count, members in floors)),
             ([(1, name[entry["key"]]) for entry in able], True, len(passed)),
             ([(int(entry["score"] * scale), name[entry["key"]]) for entry in able], True,
              sum(int(entry["score"] * scale) for entry in passed))]
    for terms, greatest, reached in goals:
        if not terms:
            continue
        best = solve(terms, greatest, constraints, name.values(), lacks)
        hold(best == reached, "a better set passes:", best, "instead of", reached)
        constraints.append((terms, ">=" if greatest else "<=", reached))
    for count, members in caps:
        hold(sum(m["key"] in inside for m in members) <= count, "a cap is exceeded")
    fixed = []  # no better entry could have passed beside those that stand before it
    for entry in able:
        one = ([(1, name[entry["key"]])], "=", 1)
        if entry["key"] in inside:
            fixed.append(one)
        elif any(other["score"] <= entry["score"] for other in passed):
            found = solve([(1, name[entry["key"]])], True, constraints + fixed + [one], name.values(), lacks)
            hold(found is None or entry["lot_decides"], "a better one stayed out:", entry["key"])
            fixed.append((one[0], "=", 0))
    check_ties(able, rules, inside, tied, floors, caps)


def check_ties(able, rules, inside, tied, floors, caps):
    """Where all that tie pass: whoever could take an equal's place with no floor or cap the worse for it."""
    def may_stand_for(entry, other):
        moved = inside - {other["key"]} | {entry["key"]}
        counts = lambda members, keys: sum(m["key"] in keys for m in members)
        return (all(counts(members, moved) >= min(count, counts(members, inside)) for count, members in floors)
                and all(counts(members, moved) <= max(count, counts(members, inside)) for count, members in caps))
    expected = {entry["key"] for entry in able if entry["key"] not in inside and rules["tie"] == "all-pass"
                and any(other["key"] in inside and other["score"] == entry["score"] and may_stand_for(entry, other)
                        for other in able)}
    hold(expected == {entry["key"] for entry in tied}, "others pass by a tie")


def entrants_of(rules, number):
    """The round whose passers enter this one: the one that it names, or the one before."""
    named = rules["rounds"][number - 1].get("entrants")
    codes = [round_["code"] for round_ in rules["rounds"]]
    return codes.index(named) + 1 if named else number - 1


def round_confirmed(facts, says):
    number = says["round"]
    rules = facts.rules["rounds"][number - 1]
    entrants = [key for key in (facts.passed[entrants_of(facts.rules, number)] if number > 1 else facts.applications)
                if key not in facts.withdrawn]
    hold(sorted(entrants) == sorted(row[0] for row in says["result"]), "round", number, "has other entrants")
    if rules["kind"] == "screening":
        for key, *_, outcome, _ in says["result"]:
            hold(outcome == ("eligible" if facts.screened[key] else "ineligible"), "screening of", key)
        facts.passed[number] = [key for key in entrants if facts.screened[key]]
        facts.reserves, facts.replaced = {}, set()
        return
    entries = score(facts, number, rules, entrants, says)
    for entry in entries.values():
        better = sum(other["order"] > entry["order"] for other in entries.values())
        row = next(row for row in says["result"] if row[0] == entry["key"])
        entry["rank"] = better + 1
        hold(row[1] == entry["rank"], "round", number, "rank of", entry["key"])
        hold(entry["score"] == Fraction(row[2], row[3]), "round", number, "score of", entry["key"])
        entry["lot_decides"] = any(other is not entry and other["order"] == entry["order"]
                                   for other in entries.values())
    check_line(list(entries.values()), rules, {row[0]: row[5] for row in says["result"]})
    facts.passed[number] = [row[0] for row in says["result"] if row[5] in PASSED]
    facts.reserves, facts.replaced = {row[0]: row[6] for row in says["result"] if row[6]}, set()
    facts.scores = {entry["key"]: entry["score"] for entry in entries.values()}


def moved_up(facts, says, at):
    """The first of the reserve list whom no cap keeps out, into the place of one who has withdrawn."""
    number, left = says["round"], says["place_of"]
    rounds, passed = facts.rules["rounds"], facts.passed.get(says["round"], [])
    hold(number == max(facts.passed) and not facts.decided, "what follows round", number, "is closed")
    for later in range(number + 1, len(rounds) + 1):
        hold(entrants_of(facts.rules, later) != number or rounds[later - 1]["kind"] == "screening"
             or at < rounds[later - 1]["ends"], "round", later, "is over")
    category = facts.applications[says["application"]]["category"]
    for award in facts.open.values() if number == len(rounds) else ():
        drawn = [other["draws_on"] for other in facts.rules["awards"] if other["code"] == award] or [[]]
        hold(drawn[0] and category not in drawn[0], "somebody moved up while the committee voted")
    standing = [key for key in passed if key not in facts.withdrawn]
    hold(left in passed and left in facts.withdrawn and left not in facts.replaced
         and (not rounds[number - 1]["places"] or len(standing) < rounds[number - 1]["places"]), "no place is free")

    def is_kept_out(key):
        one = facts.applications[key]
        return any((not cap["value"] or value(one, cap["by"]) == cap["value"])
                   and sum(value(facts.applications[other], cap["by"]) == value(one, cap["by"])
                           for other in standing) >= cap["count"] for cap in rounds[number - 1]["caps"])
    able = [key for key in sorted(facts.reserves, key=facts.reserves.get)
            if key not in facts.withdrawn and key not in passed and not is_kept_out(key)]
    hold(able and able[0] == says["application"], says["application"], "is not the first reserve who may move up")
    facts.replaced.add(left)
    passed.append(says["application"])


def score(facts, number, rules, entrants, says):
    criteria = rubric_of(facts, rules)["criteria"]
    reviews = {key: reviews_of(facts, number, key) for key in entrants}
    means = {key: mean(criteria, [grades for _, grades in reviews[key]]) for key in entrants}
    deciding = means
    hold(rules.get("score", "mean") == ("calibrated" if "score" in says else "mean"), "another score decides")
    if "score" in says:
        hold(says["score"] == "calibrated/1", "an unknown score decides")
        said = [[key, *((means[key].numerator, means[key].denominator) if reviews[key] else (0, 0))]
                for key, *_ in says["result"]]
        hold(said == says["means"], "round", number, "has other means")
        deciding = {**dict.fromkeys(entrants), **calibrated(criteria, reviews, says["ratios"])}
    entries = {}
    for key in entrants:
        entry = dict(facts.applications[key], key=key, score=deciding[key])
        steps = [entry["score"]]
        if rules["tie"] == "criteria":
            steps += [Fraction(sum(grades[code] for _, grades in reviews[key]), len(reviews[key]))
                      for code in rules["tie_criteria"]]
        entry["order"] = tuple(steps)
        entries[key] = entry
    return entries


# ---- the committee

def check_ballot(facts, motion, says):
    """An approval ballot: support is approvals over the ballots that could approve."""
    rules, award = facts.rules["committee"], next(a for a in facts.rules["awards"] if a["code"] == motion["award"])
    hold(rules["ballot"] == "approve", "only approval ballots are read here")
    votes = {}
    for ballot in says["ballots"]:
        hold(digest(bytes.fromhex(ballot["salt"]) + ballot["content"].encode())
             == facts.ballots[(says["motion"], ballot["person"])], "a ballot that was not the one cast")
        votes[ballot["person"]] = {key for key, _ in json.loads(ballot["content"])}
    taken = {row[3] for other, rows in facts.standing.items() if other != award["code"] for row in rows}
    last = len(facts.rules["rounds"])
    field = [key for key in facts.passed[last] if key not in facts.withdrawn and key not in taken
             and (not award["draws_on"] or facts.applications[key]["category"] in award["draws_on"])]
    chair = next(person for person, seat in facts.seats.items() if seat == "chair")
    standing = []
    for key in field:
        able = [person for person in votes if (key, person) not in facts.conflicts]
        approvals = sum(key in votes[person] for person in able)
        support = Fraction(approvals, len(able)) if able else Fraction(0)
        standing.append((support, key in votes.get(chair, ()), facts.scores[key], key))
    standing.sort(reverse=True)
    given = [row[3] for row in says["placings"]]
    expected = [row[3] for row in standing if row[0] or not award["may_stay_empty"]][:award["places"]]
    hold(given == expected, "the ballot on", award["code"], "gives other winners")
    facts.standing[award["code"]] = says["placings"]


def motion_closed(facts, says):
    motion = facts.motions[says["motion"]]
    if says["state"] != "carried":
        return
    if motion["kind"] == "ballot":
        check_ballot(facts, motion, says)
        return
    if motion["kind"] == "departure":
        voters = {ballot["person"]: json.loads(ballot["content"])[0][1] for ballot in says["ballots"]}
        hold(sum(v == 1 for v in voters.values()) >= sum(v == 0 for v in voters.values()), "a departure was carried")
    for award in {row[0] for row in motion["placings"]}:
        facts.standing[award] = [row for row in motion["placings"] if row[0] == award]


def winners_decided(facts, says):
    given = sorted(tuple(row[:4]) for row in says["winners"])
    expected = sorted(tuple(row) for rows in facts.standing.values() for row in rows)
    hold(given == expected, "the winners are not those whom the motions give")
    for award in facts.rules["awards"]:
        rows = [row for row in says["winners"] if row[0] == award["code"]]
        tiers = [tier["code"] for tier in award["tiers"] for _ in range(tier["places"])] or [""] * award["places"]
        hold([row[1] for row in sorted(rows, key=lambda row: row[2])] == tiers[:len(rows)], "tiers of", award["code"])


# ---- who judges what

def read_fit(facts, fit):
    """(application, person) -> [affinity, mark], who stands there as a conflict, and what each row demands."""
    people = [row[0] for row in fit["experts"]]
    pairs, demands = {}, {}
    for key, demand, words in fit["rows"]:
        words = words.split(" ")
        hold(len(words) == len(people), "a row of affinities has not one for each expert")
        demands[key] = demand
        for person, word in zip(people, words):
            hold((word == "-") == ((key, person) in facts.conflicts), key, person, "is a conflict, or is none")
            if word != "-":
                pairs[key, person] = [int(word.rstrip("ks")) * fit["unit"], word[-1] if word[-1] in "ks" else ""]
    return pairs, demands


def bound(says, pairs, demands, loads):
    """The right side of the equation in engine/assign.h: no assignment is worth more."""
    price, kept = dict(map(tuple, says["prices"])), {}
    worth = {key: [] for key in demands}
    for (key, person), (affinity, mark) in pairs.items():
        if mark == "k":
            demands[key] -= 1
            kept[person] = kept.get(person, 0) + 1
        else:
            worth[key].append(affinity + (says["stay_bonus"] if mark == "s" else 0) - price[person])
    total = 0
    for key, demand in demands.items():
        best = sorted(worth[key] + [-says["missing_cost"]] * max(demand, 0), reverse=True)
        total += sum(best[:max(demand, 0)])
    for person, least, most in loads:
        least_kept = kept.get(person, 0)
        total += max(price[person] * (load - least_kept) - says["load_penalty"] * load * load
                     - says["load_missing_cost"] * max(0, least - load)
                     for load in range(least_kept, max(most, least_kept) + 1))
    return total


def assignment_confirmed(facts, says):
    for key, person, _ in says["pairs"]:
        hold((key, person) not in facts.conflicts, person, "was given an application of a conflict")
        facts.released.discard((says["round"], key, person))
    if "fit" not in says:
        return
    pairs, demands = read_fit(facts, says["fit"])
    worth, loads = 0, {row[0]: 0 for row in says["fit"]["experts"]}
    for key, person, affinity in says["pairs"]:
        hold(pairs[key, person][0] == affinity, key, person, "has another affinity")
        loads[person] += 1
        mark = pairs[key, person][1]
        worth += 0 if mark == "k" else affinity + (says["stay_bonus"] if mark == "s" else 0)
    worth -= says["load_penalty"] * sum(load * load for load in loads.values())
    worth -= says["load_missing_cost"] * sum(max(0, row[1] - loads[row[0]]) for row in says["fit"]["experts"])
    hold(worth == bound(says, pairs, demands, says["fit"]["experts"]), "the assignment is not proven to be the best")


# ---- line by line

def submitted(facts, says):
    hold(says["received"] <= says["deadline"], says["number"], "came late")
    facts.applications[says["application"]] = says


def step(facts, line):
    kind, says = line["kind"], line["says"]
    pair = (says.get("application"), says.get("person"))
    if kind in ("edition.loaded", "edition.changed"):
        facts.rules = says["rules"]
    elif kind == "application.submitted":
        submitted(facts, says)
    elif kind == "application.withdrawn":
        facts.withdrawn.add(says["application"])
    elif kind == "conflict.lifted":
        facts.conflicts.discard(pair)
    elif kind.startswith("conflict."):
        facts.conflicts.add(pair)
    elif kind == "assignment.confirmed":
        assignment_confirmed(facts, says)
    elif kind == "screening.decided":
        facts.screened[says["application"]] = says["eligible"]
    elif kind == "review.sent":
        facts.reviews[(says["round"], *pair)] = says["scores"]
    elif kind == "assignment.released":
        facts.released.add((says["round"], *pair))
    elif kind == "round.confirmed":
        round_confirmed(facts, says)
    elif kind == "round.moved_up":
        hold(not any((says[name], line["who"]) in facts.conflicts for name in ("application", "place_of")),
             "somebody in conflict let a reserve move up")
        moved_up(facts, says, line["at"])
    elif kind == "committee.seated":
        facts.seats[says["person"]] = says["seat"]
    elif kind == "motion.opened":
        facts.motions[says["motion"]] = says
        facts.open[says["motion"]] = says["award"]
    elif kind == "motion.contested":
        facts.open.pop(says["motion"])
    elif kind == "ballot.cast":
        facts.ballots[(says["motion"], says["person"])] = says["commitment"]
    elif kind == "motion.closed":
        facts.open.pop(says["motion"], None)
        motion_closed(facts, says)
    elif kind == "winners.decided":
        winners_decided(facts, says)
        facts.decided = True


def follow(lines):
    facts = Facts()
    for line in lines:
        step(facts, line)
    return facts


# ---- forgeries

def last(lines, kind, rule=None):
    return next(line["says"] for line in reversed(lines) if line["kind"] == kind and rule in (None, line["rule"]))


def lift_who_failed(lines):
    """Who came last in the last round gets the best grades, and no other line changes."""
    failed = last(lines, "round.confirmed")["result"][-1][0]
    for line in lines:
        if line["kind"] == "review.sent" and line["says"]["application"] == failed:
            line["says"]["scores"] = {code: 5 for code in line["says"]["scores"]}


def pass_who_failed(lines):
    """The last who failed is said to have passed, in the place of the first."""
    result = last(lines, "round.confirmed")["result"]
    failed = next(row for row in reversed(result) if row[5] not in PASSED)
    result[0][5], failed[5] = failed[5], result[0][5]


def give_another_tier(lines):
    winners = last(lines, "winners.decided")["winners"]
    winners[0][1], winners[-1][1] = winners[-1][1], winners[0][1]


def give_to_another(lines):
    """Somebody who stood for the award, and was not voted for enough, gets its last place."""
    closed = last(lines, "motion.closed", "approve/1")
    placed = {row[3] for row in closed["placings"]}
    closed["placings"][-1][3] = next(row[0] for row in reversed(closed["tally"]) if row[0] not in placed)


def change_a_ballot(lines):
    ballot = last(lines, "motion.closed", "approve/1")["ballots"][0]
    ballot["content"] = "[]" if ballot["content"] != "[]" else "[[\"1\",1]]"


def hide_a_conflict(lines):
    """Somebody was given an application on which a conflict stood."""
    conflict = next(line["says"] for line in lines if line["kind"] == "conflict.found")
    last(lines, "assignment.confirmed")["pairs"].append([conflict["application"], conflict["person"], 0])


def prefer_others(lines):
    """Everybody who was not given to an application that is served badly is said to fit it best."""
    says = last(lines, "assignment.confirmed")
    given = {(key, person) for key, person, _ in says["pairs"]}
    people, unit = [row[0] for row in says["fit"]["experts"]], says["fit"]["unit"]
    row = next(row for row in says["fit"]["rows"] if row[0] == says["worst_application"])
    row[2] = " ".join(word if word == "-" or (row[0], person) in given else str(1000000 // unit)
                      for word, person in zip(row[2].split(" "), people))


def move_up(lines, nth):
    """A candidate who has not won withdraws before the decision, and the nth reserve moves up."""
    confirmed, decided = last(lines, "round.confirmed"), last(lines, "winners.decided")
    won = {row[3] for row in decided["winners"]}
    left = next(row[0] for row in confirmed["result"] if row[5] == "rank" and row[0] not in won)
    place = next(i for i, line in enumerate(lines) if line["says"] is decided)
    reserve = next(row[0] for row in confirmed["result"] if row[6] == nth)
    says = {"round": confirmed["round"], "application": reserve, "place_of": left}
    at = lines[place]["at"]
    lines[place:place] = [
        {"kind": "application.withdrawn", "rule": "", "who": "", "at": at, "says": {"application": left}},
        {"kind": "round.moved_up", "rule": "line/2", "who": "", "at": at, "says": says}]


def who_may(lines):
    """Exactly one of the reserve list may move up: the first whom no cap keeps out."""
    for nth in range(1, 10):
        moved = copy.deepcopy(lines)
        move_up(moved, nth)
        try:
            follow(moved)
            return nth
        except Differs:
            continue
    raise Differs("nobody of the reserve list may move up")


def move_up_the_second(lines):
    move_up(lines, who_may(lines) + 1)


def move_up_twice(lines):
    move_up(lines, who_may(lines))
    place = next(i for i, line in enumerate(lines) if line["kind"] == "round.moved_up")
    lines.insert(place, copy.deepcopy(lines[place]))


def change_the_ratios(lines):
    last(lines, "round.confirmed")["ratios"][1] += 40


def raise_a_score(lines):
    """A millionth more, no other row is touched."""
    row = last(lines, "round.confirmed")["result"][0]
    raised = Fraction(row[2], row[3]) + Fraction(1, 10**6)
    row[2:4] = raised.numerator, raised.denominator


def change_a_mean(lines):
    last(lines, "round.confirmed")["means"][0][1] += 1


def let_the_mean_decide(lines):
    """The result says nothing of a calibration, and has the means for scores."""
    says = last(lines, "round.confirmed")
    for row, one in zip(says["result"], says["means"]):
        row[2:4] = one[1:]
    for name in ("score", "ratios", "means"):
        del says[name]


OF_CALIBRATION = (change_the_ratios, raise_a_score, change_a_mean, let_the_mean_decide)
FORGERIES = (move_up_the_second, move_up_twice,
             lift_who_failed, pass_who_failed, give_another_tier, give_to_another, change_a_ballot, hide_a_conflict,
             prefer_others)


def doubt(lines):
    missed = 0
    who_may(lines)  # one may: this is no forgery
    for forge in FORGERIES + (OF_CALIBRATION if "score" in last(lines, "round.confirmed") else ()):
        forged = copy.deepcopy(lines)
        forge(forged)
        try:
            follow(forged)
            print(f"{forge.__name__}: not seen")
            missed += 1
        except Differs as difference:
            print(f"{forge.__name__}: {difference}")
    return missed


def main():
    try:
        lines = read(sys.argv[-1])
        facts = follow(lines)
    except Differs as difference:
        print(difference)
        return 1
    print(f"{len(facts.applications)} applications, {[len(p) for p in facts.passed.values()]} passed, "
          f"{sum(map(len, facts.standing.values()))} winners")
    return 1 if "--doubt" in sys.argv and doubt(lines) else 0


if __name__ == "__main__":
    sys.exit(main())

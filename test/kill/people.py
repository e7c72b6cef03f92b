# SPDX-License-Identifier: Apache-2.0
"""Those who apply, judge and vote, each with a browser: what they did, and what they were told is done."""
import collections
import dataclasses
import re
import traceback
import typing

from browser import Browser, Lost, Page

PASSWORD = "open-yard-2026"
PRIZE = "/en/prize/demo/"


def pdf(marker):
    """A small PDF of one page that no other is like."""
    parts = ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
             "<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>", f"<</Title({marker})>>"]
    text, places = "%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(text))
        text += f"{number} 0 obj{part}endobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    return (text + f"xref\n0 5\n0000000000 65535 f \n{table}trailer<</Size 5/Root 1 0 R/Info 4 0 R>>\n"
            f"startxref\n{len(text)}\n%%EOF\n").encode()


@dataclasses.dataclass
class Act:
    """One form that is sent. `done` tells from what a reader sees under `key` whether it was done."""
    key: tuple
    form: object
    done: typing.Callable
    before: object
    file: tuple = None
    told: tuple = None       # (kind, text): stands once in the record
    refusable: bool = False  # something else may have come first
    then: typing.Callable = None


class Person:
    def __init__(self, trial, address, chance):
        self.trial, self.address, self.chance = trial, address, chance
        self.browser, self.is_in = Browser(trial.house.port), False
        self.doubt, self.last = None, None  # what was under way; what was acknowledged last
        self.known, self.fresh, self.number = {}, set(), 0

    def mark(self):
        self.number += 1
        return f"{self.address.split('@')[0]} says {self.number} {self.chance.getrandbits(48):x}"

    def live(self, stop):
        try:
            while not stop.is_set():
                self.step() if self.is_in else self.sign_in()
        except Lost:
            pass
        except Exception as trouble:  # a thread's would be lost
            self.trial.fault("answers", f"{self.address}: {trouble!r} {traceback.format_exc()}")

    def sign_in(self):
        form = Page(self.browser.read("/en/account/sign-in/")).form_at("/account/sign-in/")
        status, words = self.browser.send(form.fill(address=self.address, password=PASSWORD))
        if status == 303:
            self.is_in = True
            self.trial.note(None)
        else:
            self.trial.fault("answers", f"{self.address} could not sign in: {status} {words}")

    def page(self, path):
        text = self.browser.read(path)
        if "/account/sign-in/" in text and text.startswith("->"):
            self.trial.fault("lost", f"{self.address}: the login")
        return text

    def form(self, path, end):
        return Page(self.page(path)).form_at(end)

    # ---- what is seen

    def see(self, key):
        return getattr(self, "see_" + key[0])(*key[1:])

    def see_form(self, path, end):
        form = self.form(path, end)
        return form and form.shown()

    def see_paths(self, path, pattern):
        """Which things a page links to."""
        return tuple(sorted(set(re.findall(pattern, self.page(path)))))

    # ---- what is done

    def do(self, act):
        self.doubt = act
        status, words = self.browser.send(act.form, act.file)
        if status == 303:
            self.acknowledge(act)
        elif act.refusable and status in (403, 404, 422):
            self.doubt = None
        else:
            self.trial.fault("answers", f"{self.address}: {act.form.action} answered {status} {words}")
            self.doubt = None

    def acknowledge(self, act):
        self.doubt, self.last = None, act
        self.known[act.key] = act.done
        self.fresh.add(act.key)
        self.trial.note(act.told)
        if act.then:
            act.then()

    def save(self, path, end, told=None, refusable=False, form=None, then=None, **values):
        """A form whose fields stand there again afterwards."""
        form = form or self.form(path, end)
        filled = form.fill(**values)
        seen = filled.shown()
        self.do(Act(("form", path, end), filled, lambda now: now == seen, form.shown(), told=told,
                    refusable=refusable, then=then))

    def recover(self):
        """After a kill: what was under way is done, or not at all; sent once more, it is done once."""
        if not self.is_in:
            self.sign_in()
        act = self.doubt
        if not act:
            self.repeat()
            return
        now = self.see(act.key)
        was_done = act.done(now)
        gone = now is None and act.refusable
        if not was_done and not gone and now != act.before:
            self.trial.fault("half", f"{self.address}: {act.form.action}: {act.before} became {now}")
        self.trial.count("in doubt and done" if was_done else "in doubt and not done")
        self.do(act)
        if not self.doubt and not gone and act.key in self.known and not act.done(self.see(act.key)):
            self.trial.fault("twice", f"{self.address}: {act.form.action}")

    def repeat(self):
        """What was acknowledged is sent once more, as by a browser that never heard the answer."""
        if self.last:
            status, words = self.browser.send(self.last.form, self.last.file)
            if status != 303:
                self.trial.fault("twice", f"{self.address}: {self.last.form.action} once more: {status} {words}")
            self.fresh |= {self.last.key} & self.known.keys()

    def check(self, everything=False):
        for key in list(self.known if everything else self.fresh & self.known.keys()):
            now = self.see(key)
            if not self.known[key](now) and not self.is_over(key, now):
                self.trial.fault("lost", f"{self.address}: {key} is {now}")
        self.fresh.clear()

    def is_over(self, key, now):
        return False


class Applicant(Person):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.application, self.left, self.submitted = None, [], 0

    def at(self, part=""):
        return f"{PRIZE}apply/{self.application}/{part}"

    def step(self):
        if not self.application:
            self.begin()
        elif self.left:
            self.fill_in(self.left[0])
        else:
            acts = [self.change, self.upload, self.remove, self.submit, self.withdraw]
            self.chance.choices(acts, [8, 3, 2, 5, 0.2 if self.submitted else 0])[0]()

    def begin(self):
        key = ("paths", PRIZE + "apply/", r"/prize/demo/apply/(\d+)/")
        before = self.see(key)
        self.do(Act(key, self.form(PRIZE + "apply/", "/apply/"), lambda now: len(now) == len(before) + 1, before,
                    then=lambda: self.begun(key, before)))

    def begun(self, key, before):
        after = self.see(key)
        self.known[key] = lambda now: now == after
        self.application, self.submitted = (set(after) - set(before)).pop(), 0
        self.left = ["project/", "applicant/", "section/project/", "section/facts/", "plan"]

    def fill_in(self, part):
        if part == "plan":
            self.add_file("plan", then=lambda: self.left.remove(part))
        else:
            self.save_part(part, then=lambda: self.left.remove(part))

    def change(self):
        self.save_part(self.chance.choice(["project/", "applicant/", "section/project/", "section/facts/"]))

    def save_part(self, part, then=None):
        form = self.form(self.at(part), part)
        marker = self.mark()
        values = {name: marker for name, _ in form.fields if name.startswith("q-") and name not in form.choices}
        values |= {name: self.chance.choice([one for one in given if one]) for name, given in form.choices.items()}
        if part == "project/":
            values |= {"title": marker, "city": marker, "topics": self.chance.sample(form.choices["topics"], 2),
                       "category": "people", "country": "CO"}
        elif part == "applicant/":
            values = {"organisation": marker, "contact_name": marker, "contact_address": "office@city.example",
                      "applicant_kind": "city"}
        elif part == "section/facts/":
            values |= {"q-people-served": str(self.chance.randrange(1, 100000)), "q-address": "https://city.example/"}
        self.save(self.at(part), part, form=form, then=then, **values)

    # ---- files

    def see_files(self, application):
        """Names of the files and what is in them."""
        page = self.page(f"{PRIZE}apply/{application}/files/")
        found = re.findall(r'/file/(\d+)/"><bdi>([^<]*)</bdi>', page)
        files = [(name, key, self.browser.ask("GET", f"{PRIZE}application/{application}/file/{key}/"))
                 for key, name in found]
        for name, _, (status, _, content) in files:
            if status != 200 or content != pdf(name[:-4]):
                self.trial.fault("half", f"{self.address}: the file {name} ({status}, {len(content)} bytes)")
        return tuple(sorted((name, key) for name, key, _ in files))

    def add_file(self, slot, then=None):
        key, marker = ("files", self.application), f"{slot} {self.mark()}".replace(" ", "-")
        before, form = self.see(key), self.form(self.at("files/"), "/files/")
        self.do(Act(key, form.fill(slot=slot), lambda now: sorted([marker + ".pdf"] + [name for name, _ in before])
                    == [name for name, _ in now], before, file=("file", marker + ".pdf", pdf(marker)), then=then))

    def upload(self):
        if len(self.see(("files", self.application))) < 3:
            self.add_file("evidence")

    def remove(self):
        files = self.see(("files", self.application))
        if len(files) < 2:
            return
        name, number = self.chance.choice(files)
        form = self.form(self.at("files/"), f"/files/{number}/remove/")
        self.do(Act(("files", self.application), form, lambda now: now == tuple(f for f in files if f[1] != number),
                    files, then=lambda: self.left.append("plan") if name.startswith("plan") else None))

    # ---- submitting

    def see_receipt(self, application):
        """The version that stands, and its digest."""
        page = self.page(f"{PRIZE}apply/{application}/receipt/")
        digest = re.findall(r'<code class="digest">([0-9a-f]{64})</code>', page)
        version = re.search(r"<dt>Version</dt><dd>(\d+)</dd>", page)
        return (int(version[1]), *digest) if version else ()

    def submit(self):
        key, project = ("receipt", self.application), self.form(self.at("project/"), "project/")
        before, form = self.see(key), self.form(self.at("check/"), "check/")
        if not form.fields:  # nothing has changed since the last time
            self.change()
            return
        version = before[0] + 1 if before else 1
        title = dict(project.fields)["title"]
        self.do(Act(key, form.fill(pledge="yes"), lambda now: now and now[0] == version, before,
                    told=("application.submitted", f"{self.application} {version} {title}"), then=self.was_submitted))

    def was_submitted(self):
        self.submitted += 1
        key = ("receipt", self.application)
        receipt = self.see(key)
        self.known[key] = lambda now: now == receipt

    def see_state(self, application):
        return "withdrawn" if "ithdrawn" in self.page(f"{PRIZE}apply/{application}/") else "stands"

    def withdraw(self):
        reason = self.mark()
        self.do(Act(("state", self.application), self.form(self.at("withdraw/"), "withdraw/").fill(reason=reason),
                    lambda now: now == "withdrawn", "stands", told=("application.withdrawn", reason),
                    then=self.was_withdrawn))

    def was_withdrawn(self):
        self.known = {key: done for key, done in self.known.items() if self.application not in str(key)
                      or key[0] == "state"}
        self.fresh &= set(self.known)
        self.application = None


class Expert(Person):
    LIST = ("paths", PRIZE + "reviews/", r"/prize/demo/reviews/(\d+)/")

    def step(self):
        mine = self.see(self.LIST)
        path = f"{PRIZE}reviews/{self.chance.choice(mine)}/"
        if len(mine) > 4 and self.chance.random() < 0.02:
            self.step_back(path, mine)
        else:
            self.judge(path)

    def judge(self, path):
        text = self.page(path)
        form, marker, end = Page(text).form_at(path), self.mark(), path
        values = {name: self.chance.choice(given) for name, given in form.choices.items()}
        values |= {"comment": marker, "feedback": marker + " to the applicant"}
        told = ("review.sent", marker)
        if self.chance.random() < 0.5:
            form.action, told = path + "draft/", None
        filled = form.fill(**values)
        seen = filled.shown()
        self.do(Act(("review", path), filled, lambda now: now and now[0] == seen and (not told or now[1]),
                    self.seen(text, path), told=told))

    def seen(self, text, path):
        form = Page(text).form_at(path)
        return form and (form.shown(), "Send again" in text and "later changes" not in text)

    def see_review(self, path):
        return self.seen(self.page(path), path)

    def step_back(self, path, mine):
        note = self.mark()
        form = self.form(path + "step-back/", "step-back/")
        number = path.split("/")[-2]
        self.do(Act(self.LIST, form.fill(note=note), lambda now: number not in now, mine,
                    told=("conflict.recused", note), then=lambda: self.forget(path)))

    def forget(self, path):
        self.known.pop(("review", path), None)
        self.fresh.discard(("review", path))


class Member(Person):
    ROOM = PRIZE + "committee/"
    MOTIONS = ("paths", ROOM, r"/prize/demo/committee/motions/(\d+)/")

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.votes = collections.defaultdict(list)  # by motion: what it was told is cast, the last one last

    def step(self):
        motion = self.open_motion()
        if motion:
            self.vote(motion)

    def open_motion(self):
        for motion in reversed(self.see(self.MOTIONS)):
            if self.form(self.at(motion), "/ballot/"):
                return motion
        return None

    def at(self, motion):
        return f"{self.ROOM}motions/{motion}/"

    def vote(self, motion):
        form = self.form(self.at(motion), "/ballot/")
        if not form:
            return
        if "vote" in form.choices:
            values = {"vote": self.chance.choice(form.choices["vote"])}
            cast = [[0, int(values["vote"])]]
        else:
            chosen = self.chance.sample(sorted(form.choices), self.chance.randrange(1, len(form.choices)))
            values = {name: ["1"] if name in chosen else [] for name in form.choices}
            cast = sorted([int(name[2:]), 1] for name in chosen)
        self.save(self.at(motion), "/ballot/", form=form, told=("ballot.cast", motion), refusable=True,
                  then=lambda: self.votes[motion].append(cast), **values)

    def is_over(self, key, now):
        """A vote that was closed shows no ballot any more: the record has it."""
        return now is None


class Chair(Member):
    def step(self):
        motion = self.open_motion()
        if not motion:
            self.move()
        elif len(self.votes[motion]) and self.chance.random() < 0.15:
            self.close(motion)
        else:
            self.vote(motion)

    def see_open(self, motion):
        return bool(self.form(self.at(motion), "/close/"))

    def close(self, motion):
        form = self.form(self.at(motion), "/close/")
        self.do(Act(("open", motion), form, lambda now: now is False, True, told=("motion.closed", motion)))

    def move(self):
        before = self.see(self.MOTIONS)
        award = self.chance.choice(["people", "technology", "leadership"])
        if self.chance.random() < 0.5:
            form = self.form(self.ROOM, "/ballots/").fill(award=award)
            told = None
        else:
            path = f"{self.ROOM}departure/{award}/"
            form, reason = self.form(path, path), self.mark()
            told = ("motion.opened", reason)
            form = form.fill(reason=reason, **dict(zip(form.choices, self.pick(form))))
        self.do(Act(self.MOTIONS, form, lambda now: len(now) == len(before) + 1, before, told=told,
                    then=lambda: self.known.pop(self.MOTIONS)))

    def pick(self, form):
        """A candidate for each place, nobody twice."""
        some = [one for one in next(iter(form.choices.values())) if one]
        return self.chance.sample(some, min(len(some), len(form.choices)))

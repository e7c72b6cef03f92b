# SPDX-License-Identifier: Apache-2.0
"""Who reaches what: access.tsv, asserted whole against a server with a demonstration.

A row of the table is a route and, where it has an application in its path, which one: a candidate, one
that is out, or the draft of a newcomer. A column is a reader. A cell is what this reader is answered:

    page   the page, or the form again (a POST is sent without its token: it changes nothing)
    away   sent on to another page
    in     sent to the sign-in
    -      there is no such page
    done   somewhere else the link, which never was, counts as used (410)

Whoever is to be refused sends a POST with the right token: the refusal is not the token's, and nothing in
the store has changed after it. At the end all who may send one with the right token, and are heard. And no
answer in HTML is heavier than a page may be.
TAP on standard output. Usage: access.py MADANG [ROUTE-PART …]; what is missing in the table fails."""
import http.client, json, os, re, shutil, socket, sqlite3, subprocess, sys, tempfile, time, urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "../../..")
PASSWORD = "open-yard-2026"
COLUMNS = ["visitor", "nobody", "applicant", "rival", "expert", "stranger", "recused", "organiser",
           "organiser_recused", "organiser_elsewhere", "member", "member_recused", "chair", "operator"]
PAGE_BYTES_MAX = 100_000
too_heavy = {}


def madang(*arguments):
    done = subprocess.run([sys.argv[1], *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(f"Bail out! madang {' '.join(arguments)}: {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


class Server:
    """`madang serve` on a port of its own; ended by its id."""

    def __init__(self, data):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.log = open(os.path.join(data, "log.txt"), "w")
        self.process = subprocess.Popen([sys.argv[1], "serve", "--data", data, "--port", str(self.port)],
                                        stdout=self.log, stderr=self.log)
        for _ in range(100):
            try:
                if Reader(self).get("/healthz")[0] == 200:
                    return
            except OSError:
                time.sleep(0.1)
        self.stop()
        sys.exit("Bail out! the server did not answer")

    def stop(self):
        self.process.terminate()
        self.process.wait(20)


class Reader:
    """Somebody with a browser: keeps cookies, knows the token of their forms."""

    def __init__(self, server):
        self.server, self.cookies, self.csrf = server, {}, ""

    def send(self, method, path, fields=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
                   "Origin": f"http://127.0.0.1:{self.server.port}"}
        body = None
        if method == "POST":
            body = urllib.parse.urlencode(fields or {})
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        is_stream = answer.headers["Content-Type"] == "text/event-stream"
        content = b"" if is_stream else answer.read()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, text = value.split(";")[0].partition("=")
                self.cookies[key] = text
        connection.close()
        return answer.status, answer.getheader("Location") or "", content

    def get(self, path):
        return self.send("GET", path)

    def sign_in(self, address):
        page = self.get("/en/account/sign-in/")[2].decode()
        self.csrf = re.search(r'name="csrf" value="([^"]*)"', page)[1]
        status, _, _ = self.send("POST", "/en/account/sign-in/",
                                 {"csrf": self.csrf, "address": address, "password": PASSWORD})
        if status != 303:
            sys.exit(f"Bail out! {address} could not sign in: {status}")
        page = self.get("/en/account/")[2].decode()
        self.csrf = re.search(r'name="csrf" value="([^"]*)"', page)[1]
        return self


def one(store, question, *values):
    row = store.execute(question, values).fetchone()
    if row is None:
        sys.exit(f"Bail out! the demonstration has none: {question} {values}")
    return row[0] if len(row) == 1 else row


def account(store, key):
    return one(store, "SELECT address FROM account WHERE key = ?", key)


class Place:
    """The demonstration at its committee, and who is who in it."""

    def __init__(self, data):
        self.keys, self.readers = {}, {}
        store = sqlite3.connect(os.path.join(data, "madang.sqlite"))
        self.choose_applications(store)
        self.choose_readers(store)
        self.give_passwords(store)
        store.commit()
        store.close()

    def choose_applications(self, store):
        self.candidate = one(store, "SELECT candidate.application FROM candidate JOIN assignment"
                             " ON assignment.application = candidate.application WHERE assignment.state = 'sent'"
                             " GROUP BY 1 HAVING count(*) >= 3 ORDER BY 1")
        self.judges = [row[0] for row in store.execute(
            "SELECT DISTINCT account FROM assignment WHERE application = ? AND state = 'sent'"
            " AND NOT EXISTS (SELECT 1 FROM committee_member m WHERE m.account = assignment.account)"
            " AND EXISTS (SELECT 1 FROM expert e WHERE e.account = assignment.account AND e.state = 'active')"
            " ORDER BY account LIMIT 2", (self.candidate,))]
        self.out = one(store, "SELECT key FROM application WHERE state = 'submitted' AND NOT EXISTS"
                       " (SELECT 1 FROM candidate WHERE candidate.application = application.key) AND NOT EXISTS"
                       " (SELECT 1 FROM assignment a WHERE a.application = application.key AND a.account IN (?, ?))"
                       " ORDER BY key", *self.judges)
        self.edition = one(store, "SELECT key FROM edition WHERE code = 'demo'")
        lead = "SELECT account FROM team_member WHERE application = ? AND is_lead = 1"
        self.applicant = one(store, lead, self.candidate)
        self.rival = one(store, "SELECT account FROM team_member WHERE application NOT IN (?, ?)"
                         " AND account <> ? ORDER BY application", self.candidate, self.out, self.applicant)
        self.draft = self.make_draft(store)
        for application in (self.out, self.draft):
            store.execute("UPDATE team_member SET account = ? WHERE application = ? AND is_lead = 1",
                          (self.applicant, application))

    def make_draft(self, store):
        """A copy of the candidate that never was submitted."""
        draft = 4242424242
        columns = [row[1] for row in store.execute("PRAGMA table_info(application)")]
        changed = {"key": draft, "number": None, "state": "draft", "version": 0, "submitted_at": None}
        self.copy(store, "application", columns, changed, "key", self.candidate)
        columns = [row[1] for row in store.execute("PRAGMA table_info(application_version)")]
        self.copy(store, "application_version", columns, {"application": draft}, "version = 0 AND application",
                  self.candidate)
        store.execute("INSERT INTO team_member SELECT ?, account, is_lead, joined_at FROM team_member"
                      " WHERE application = ?", (draft, self.candidate))
        return draft

    def copy(self, store, table, columns, changed, where, key):
        chosen = ", ".join("?" if name in changed else name for name in columns)
        store.execute(f"INSERT INTO {table} ({', '.join(columns)}) SELECT {chosen} FROM {table}"
                      f" WHERE {where} = ?", [changed[name] for name in columns if name in changed] + [key])

    def choose_readers(self, store):
        who = {"applicant": self.applicant, "rival": self.rival, "expert": self.judges[0],
               "recused": self.judges[1]}
        who["stranger"] = one(
            store, "SELECT account FROM expert WHERE edition = ? AND state = 'active' AND account NOT IN"
            " (SELECT account FROM assignment WHERE application IN (?, ?)) AND account NOT IN"
            " (SELECT account FROM committee_member) ORDER BY account", self.edition, self.candidate, self.out)
        members = [row[0] for row in store.execute(
            "SELECT account FROM committee_member m WHERE edition = ? AND role = 'member' AND left_at IS NULL AND NOT"
            " EXISTS (SELECT 1 FROM expert e WHERE e.account = m.account) AND NOT EXISTS (SELECT 1 FROM conflict c"
            " WHERE c.account = m.account AND c.application IN (?, ?)) ORDER BY account",
            (self.edition, self.candidate, self.out))]
        who["member"], who["member_recused"] = members[:2]
        who["chair"] = one(store, "SELECT account FROM committee_member WHERE role = 'chair'")
        for name, address in [("organiser", "organiser@madang.example"),
                              ("organiser_recused", "second-organiser@madang.example"),
                              ("nobody", "nobody@city.example"), ("operator", "operator@city.example"),
                              ("organiser_elsewhere", "elsewhere@city.example")]:
            who[name] = one(store, "SELECT key FROM account WHERE address = ?", address)
        store.execute("INSERT INTO edition_draft (key, edition, based_on, rules, made_by, made_at) SELECT 555001,"
                      " edition, version, rules, ?, 1 FROM edition_rules WHERE edition = ? AND version = 1",
                      (who["organiser"], self.edition))
        for number, name in enumerate(["organiser", "organiser_recused"]):  # as if it were taken this hour
            store.execute("INSERT INTO record_taking (key, edition, account, taken_at, is_sealed, without_texts)"
                          " VALUES (?, ?, ?, ?, 1, 0)", (888001 + number, self.edition, who[name], 1 << 52))
        for number, name in enumerate(["recused", "member_recused", "organiser_recused"]):
            self.recuse(store, 777001 + number, who[name])
        store.execute("DELETE FROM conflict WHERE account = ?", (who["chair"],))
        self.readers = {name: account(store, key) for name, key in who.items()}

    def recuse(self, store, key, person):
        store.execute("UPDATE assignment SET state = 'recused' WHERE application = ? AND account = ?",
                      (self.candidate, person))
        store.execute("INSERT INTO conflict (key, edition, application, account, cause, note, tongue, found_at, lifted_at)"
                      " VALUES (?, ?, ?, ?, 'recused', '', '', 1, NULL)", (key, self.edition, self.candidate, person))

    def give_passwords(self, store):
        known = one(store, "SELECT password FROM account WHERE address = 'organiser@madang.example'")
        store.execute("UPDATE account SET password = ?, confirmed = 1", (known,))

    def fill(self, data, application):
        """What the path's parts are, for this application."""
        store = sqlite3.connect(os.path.join(data, "madang.sqlite"))
        first = lambda question, *values: (store.execute(question, values).fetchone() or (1,))[0]
        parts = {"edition": "demo", "code": "de", "token": "A" * 43, "application": application, "round": 2,
                 "section": first("SELECT json_extract(rules, '$.sections[0].code') FROM edition_rules"
                                  " WHERE edition = ?", self.edition),
                 "draft": first("SELECT key FROM edition_draft WHERE edition = ?", self.edition), "motion": 1,
                 "taking": 888001,
                 "number": "26-%03d" % (first("SELECT number FROM application WHERE key = ?", application) or 999),
                 "key": self.edition, "award": "people", "account": self.judges[0], "conflict": first("SELECT key FROM conflict WHERE cause IN ('city', 'organisation', 'partner', 'domain') AND lifted_at IS NULL ORDER BY key"),
                 "assignment": first("SELECT key FROM assignment WHERE application = ? AND account = ? ORDER BY round DESC",
                                     self.candidate, self.judges[0]),
                 "motion": first("SELECT key FROM motion ORDER BY opened_at DESC, key"),
                 "mail": first("SELECT key FROM outbox ORDER BY key"),
                 "attachment": first("SELECT attachment.key FROM attachment JOIN application a ON a.key ="
                                     " attachment.application AND a.version = attachment.version"
                                     " WHERE a.key = ? ORDER BY 1", application)}
        store.close()
        return parts


def read_table():
    """(method, path, which) → {reader: cell}"""
    table = {}
    with open(os.path.join(HERE, "access.tsv")) as file:
        lines = [line.rstrip("\n").split("\t") for line in file if line.strip() and not line.startswith("#")]
    if lines[0] != ["method", "path", "of"] + COLUMNS:
        sys.exit(f"Bail out! the first line of access.tsv is not method, path, of, {', '.join(COLUMNS)}")
    for cells in lines[1:]:
        if len(cells) != len(COLUMNS) + 3 or tuple(cells[:3]) in table:
            sys.exit(f"Bail out! access.tsv: {cells[:3]}: {len(cells)} cells, or twice")
        table[tuple(cells[:3])] = dict(zip(COLUMNS, cells[3:]))
    return table


def kind_of(method, status, location, content):
    if status == 303:
        return "in" if "/account/sign-in/?then=" in location else "away"
    if status == 302 or status == 307:
        return "away"
    if status == 410:
        return "done"
    if status in (200, 422) or (method == "POST" and status == 403 and b"out of date" in content):
        return "page"
    return {404: "-", 403: "no"}.get(status, str(status))


def path_of(route, parts):
    filled = re.sub(r"\{(\w+)(:key)?\}", lambda found: str(parts[found[1]]), route["path"])
    return ("/en" if route["language"] else "") + filled


def ask(reader, method, path, expected):
    fields = {"csrf": reader.csrf} if expected in ("-", "no") else {}
    try:
        status, location, content = reader.send(method, path, fields)
        if content.startswith(b"<!doctype html>") and len(content) > PAGE_BYTES_MAX:
            too_heavy[path] = f"{method} {path}: {len(content):,} bytes"
        return kind_of(method, status, location, content)
    except OSError as broken:
        time.sleep(1)  # until the parent has started another server
        return f"no answer at all ({type(broken).__name__})"


def footprint(data):
    """Rows of every table that an action writes to, and the ends of the books."""
    store = sqlite3.connect(os.path.join(data, "madang.sqlite"))
    tables = [row[0] for row in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'"
                                              " AND name NOT IN ('login', 'job', 'attempt') ORDER BY 1")]
    found = {table: store.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}
    found["ends"] = store.execute("SELECT book, number, digest FROM journal_head ORDER BY book").fetchall()
    store.close()
    return found


def check_route(place, data, readers, route, rows):
    wrong, before = [], footprint(data)
    for (method, path, of), cells in rows:
        application = {"out": place.out, "draft": place.draft}.get(of, place.candidate)
        try:
            address = path_of(route, place.fill(data, application))
        except KeyError as unknown:
            return [f"access.py does not know how to fill {unknown} of {path}"]
        for name in COLUMNS:
            got = ask(readers[name], method, address, cells[name])
            if got != cells[name]:
                wrong.append(f"{method} {address} ({of}) for {name}: {got}, not {cells[name]}")
    after = footprint(data)
    wrong += [f"{part} has changed: {before[part]}, then {after[part]}" for part in before
              if before[part] != after[part]]
    return wrong


# What ends something, or somebody's access: asked last, of one reader.
ENDS = re.compile("/account/|withdraw|leave|remove|recuse|step-back|decide|close|drop|lift|roles|accept|confirm|draft:key")


def check_allowed(place, data, readers, rows):
    """Who may act is heard with the right token: done, or told what is missing."""
    wrong, gone = [], set()
    last = lambda row: (bool(ENDS.search(row[0][1])), "recuse" in row[0][1])
    for (method, path, of), cells in sorted(rows, key=last):
        application = {"out": place.out, "draft": place.draft}.get(of, place.candidate)
        if "withdraw" in path:
            if application in gone:
                continue
            gone.add(application)
        address = path_of({"path": path, "language": True}, place.fill(data, application))
        allowed = [name for name in COLUMNS if cells[name] == "page" and readers[name].csrf]
        for name in allowed[:1] if ENDS.search(path) else allowed:
            status, _, content = readers[name].send("POST", address, {"csrf": readers[name].csrf})
            if status not in (200, 303, 422):
                wrong.append(f"POST {address} ({of}) for {name}: {status}")
    return wrong


def prepare(data):
    madang("demo", "--data", data, "--until", "committee")
    for address, role in [("nobody@city.example", None), ("operator@city.example", "operator"),
                          ("elsewhere@city.example", None)]:
        madang("user", "add", address, "--name", "Somebody", *(["--role", role] if role else []), "--data", data)
    madang("prize", "load", os.path.join(ROOT, "test/data/edition-one-round.yaml"), "--organiser",
           "elsewhere@city.example", "--data", data)
    return Place(data)


def run(data):
    table, place = read_table(), prepare(data)
    routes = json.loads(madang("routes", "--json"))
    server = Server(data)
    try:
        return check(data, table, place, routes, server)
    finally:
        server.stop()


def check(data, table, place, routes, server):
    readers = {name: Reader(server) for name in COLUMNS}
    for name, address in place.readers.items():
        readers[name].sign_in(address)
    known, results = set(), []
    for route in routes:
        rows = [(key, cells) for key, cells in table.items() if key[:2] == (route["method"], route["path"])]
        known.update(key for key, _ in rows)
        if not any(part in route["path"] for part in sys.argv[2:] or [""]):
            continue
        wrong = check_route(place, data, readers, route, rows) if rows else ["access.tsv has no row of it"]
        results.append((f"{route['method']} {route['path']}", wrong))
    posts = [row for row in table.items() if row[0][0] == "POST" and "/account/" not in row[0][1]]
    if not sys.argv[2:]:
        results.append(("who may act is heard", check_allowed(place, data, readers, posts)))
    results.append(("the table names only what is there", [f"no route: {key}" for key in table if key not in known]))
    results.append((f"a page has at most {PAGE_BYTES_MAX:,} bytes", list(too_heavy.values())))
    return results


def main():
    memory = "/dev/shm" if os.path.isdir("/dev/shm") else None  # some thousand changes, each synced
    data = tempfile.mkdtemp(prefix="madang-access-", dir=memory)
    try:
        results = run(data)
    finally:
        shutil.rmtree(data, ignore_errors=True)
    print(f"1..{len(results)}")
    for number, (name, wrong) in enumerate(results, 1):
        print(f"{'not ok' if wrong else 'ok'} {number} - {name}")
        for line in wrong:
            print(f"# {line}")
    return any(wrong for _, wrong in results)


sys.exit(main())

# SPDX-License-Identifier: Apache-2.0
"""A server over a store, and how to kill it: SQLite in a folder, or a PostgreSQL of its own."""
import glob
import http.client
import os
import pwd
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import time

POSTGRES = "/usr/lib/postgresql/15/bin"


def kill(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def children(pid):
    try:
        with open(f"/proc/{pid}/task/{pid}/children") as file:
            return [int(child) for child in file.read().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


def free_port():
    """Below those that the system gives to anybody: while the server is dead, nobody must take it."""
    while True:
        port = random.SystemRandom().randrange(15000, 32000)
        with socket.socket() as line:
            try:
                line.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


def wait_until(is_so, seconds, what):
    until = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > until:
            raise TimeoutError(what)
        time.sleep(0.005)


class House:
    """What both stores share. `place` are the options that name the store."""
    modes = ["both"] * 5 + ["parent", "worker", "worker"]

    def __init__(self, madang, folder, chance):
        self.madang, self.folder, self.chance, self.server, self.deaths = madang, folder, chance, None, 0
        self.port = free_port()

    def run(self, *arguments):
        done = subprocess.run([self.madang, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        return done.returncode, done.stdout

    def play(self, stage):
        status, told = self.run("demo", "--applications", "60", "--experts", "40", "--until", stage, *self.place)
        if status:
            raise RuntimeError(told)
        # Everybody's password is that of the printed sign-ins.
        self.write("UPDATE account SET confirmed = 1, password ="
                   " (SELECT password FROM account WHERE address = 'organiser@madang.example')")

    # ---- the server

    def start(self):
        log = open(os.path.join(self.folder, "log"), "ab")
        self.server = subprocess.Popen([self.madang, "serve", *self.place, "--port", str(self.port)], stdout=log,
                                       stderr=log)
        self.deaths = 0
        log.close()

    def answers(self):
        """Is it ready? A server that could not start is started again, as systemd does."""
        if self.server.poll() is not None:
            self.start()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def wait(self):
        wait_until(self.answers, 60, "the server did not come back")

    def kill(self, mode):
        """A parent starts its worker again, each time after a longer pause: after two it goes as well."""
        worker = children(self.server.pid)[:1]
        self.deaths += mode == "worker"
        if mode in ("worker", "both") or self.deaths > 2:
            for pid in worker:
                kill(pid)
        if mode in ("parent", "both") or self.deaths > 2:
            kill(self.server.pid)
            self.server.wait()
            self.start()

    def stop(self):
        if self.server:
            self.server.terminate()
            self.server.wait(60)
            self.server = None

    def end(self):
        if self.server:
            for pid in children(self.server.pid) + [self.server.pid]:
                kill(pid)
            self.server.wait()
            self.server = None

    def kept_files(self):
        return glob.glob(os.path.join(self.files, "[0-9a-f][0-9a-f]", "*"))


class Sqlite(House):
    """In memory where there is such a place: a kill, unlike a loss of power, takes nothing from there."""

    def __init__(self, madang, folder, chance):
        super().__init__(madang, folder, chance)
        self.memory = tempfile.mkdtemp(prefix="madang-kill-", dir="/dev/shm" if os.path.isdir("/dev/shm") else folder)
        self.data = os.path.join(self.memory, "data")
        self.files, self.place = os.path.join(self.data, "files"), ["--data", self.data]

    def open(self, template):
        shutil.copytree(template, self.data)

    def close(self):
        self.stop()
        shutil.rmtree(self.data)

    def make(self, stage):
        """A template of that stage."""
        self.play(stage)
        return shutil.move(self.data, os.path.join(self.folder, stage))

    def end(self):
        super().end()
        shutil.rmtree(self.memory)

    def write(self, sql):
        store = sqlite3.connect(os.path.join(self.data, "madang.sqlite"))
        store.execute(sql)
        store.commit()
        store.close()

    def query(self, sql):
        store = sqlite3.connect(f"file:{self.data}/madang.sqlite?mode=ro", uri=True, timeout=30)
        rows = [tuple(str(value) for value in row) for row in store.execute(sql)]
        store.close()
        return rows


class Postgres(House):
    modes = House.modes + ["backend", "backend", "postmaster", "postmaster and both"]

    def __init__(self, madang, folder, chance):
        super().__init__(madang, folder, chance)
        self.files, self.socket = os.path.join(folder, "files"), os.path.join(folder, "socket")
        self.cluster, self.postmaster, self.number = os.path.join(folder, "cluster"), None, 0
        with open(os.path.join(folder, "settings.yaml"), "w") as settings:
            settings.write(f'files: "{self.files}"\n')
        self.user = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
        for path in (self.socket, self.cluster):
            os.mkdir(path, 0o700)
            if self.user:
                os.chown(path, *pwd.getpwnam("postgres")[2:4])
        os.chmod(folder, 0o755)
        subprocess.run([f"{POSTGRES}/initdb", "-D", self.cluster, "-U", "postgres", "-A", "trust", "-E", "UTF8",
                        "--locale=C.UTF-8"], check=True, stdout=subprocess.DEVNULL, cwd="/", **self.user)
        self.start_postgres()
        self.use("first")

    def use(self, database):
        self.database = database
        self.place = ["--store", f"postgresql:///{database}?host={self.socket}&user=postgres", "--config",
                      os.path.join(self.folder, "settings.yaml")]

    def psql(self, database, sql):
        """Waits for a server that recovers: before it accepts connections nothing of the statement has run."""
        for again in range(100, -1, -1):
            done = subprocess.run(["psql", "-XAtqh", self.socket, "-U", "postgres", "-F", "\t", "-v",
                                   "ON_ERROR_STOP=1", "-c", sql, database], check=False, capture_output=True, text=True)
            if not again or "connection to server" not in done.stderr:
                break
            time.sleep(0.1)
        if done.returncode:
            raise subprocess.CalledProcessError(done.returncode, done.args, done.stdout, done.stderr)
        return [tuple(line.split("\t")) for line in done.stdout.splitlines()]

    def query(self, sql):
        return self.psql(self.database, sql)

    write = query

    def make(self, stage):
        self.use("template_" + stage)
        self.psql("postgres", f"CREATE DATABASE {self.database} TEMPLATE template0")
        self.play(stage)
        os.rename(self.files, self.files + "_" + stage)
        return stage

    def open(self, stage):
        self.number += 1
        self.use(f"house_{self.number}")
        self.psql("postgres", f"CREATE DATABASE {self.database} TEMPLATE template_{stage}")
        shutil.copytree(self.files + "_" + stage, self.files)

    def close(self):
        self.stop()
        self.psql("postgres", f"DROP DATABASE {self.database} WITH (FORCE)")
        shutil.rmtree(self.files, ignore_errors=True)

    def start_postgres(self):
        """While processes of one that was killed still live, the next one refuses to start."""
        def runs():
            if not self.postmaster or self.postmaster.poll() is not None:
                log = open(os.path.join(self.folder, "postgres.log"), "ab")
                self.postmaster = subprocess.Popen(
                    [f"{POSTGRES}/postgres", "-D", self.cluster, "-k", self.socket, "-c", "listen_addresses=",
                     "-c", "shared_buffers=32MB", "-c", "fsync=off"], stdout=log, stderr=log, cwd="/", **self.user)
                log.close()
            return subprocess.run([f"{POSTGRES}/pg_isready", "-qh", self.socket], check=False).returncode == 0
        wait_until(runs, 60, "PostgreSQL did not come back")

    def kill(self, mode):
        if mode == "backend":
            backends = [pid for pid in children(self.postmaster.pid) if self.is_backend(pid)]
            if backends:
                kill(self.chance.choice(backends))
        elif mode.startswith("postmaster"):
            kill(self.postmaster.pid)
            self.postmaster.wait()
            if mode != "postmaster":
                House.kill(self, "both")
            self.start_postgres()
        else:
            House.kill(self, mode)

    def is_backend(self, pid):
        try:
            with open(f"/proc/{pid}/cmdline") as file:
                return f"postgres {self.database} " in file.read()
        except (FileNotFoundError, ProcessLookupError):
            return False

    def end(self):
        House.end(self)
        self.postmaster.send_signal(signal.SIGQUIT)
        self.postmaster.wait()

# SPDX-License-Identifier: Apache-2.0
"""A server is asked to end while an upload is under way. Speaks TAP."""
import os
import random
import re
import shutil
import socket
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../kill"))
from browser import Browser, Page, multipart  # noqa: E402
from house import Sqlite  # noqa: E402
from people import PASSWORD, PRIZE, pdf  # noqa: E402

GRACE_SECONDS = 30  # 25 for requests under way, and some for a slow machine


class Applicant:
    def __init__(self, house):
        self.house, self.browser = house, Browser(house.port)
        sign_in = self.form("/en/account/sign-in/", "/account/sign-in/")
        assert self.browser.send(sign_in.fill(address="applicant@madang.example", password=PASSWORD))[0] == 303
        assert self.browser.send(self.form(PRIZE + "apply/", "/apply/"))[0] == 303
        key = max(map(int, re.findall(r"/prize/demo/apply/(\d+)/", self.browser.read(PRIZE + "apply/"))))
        self.files = f"{PRIZE}apply/{key}/files/"

    def form(self, path, end):
        return Page(self.browser.read(path)).form_at(end)

    def names(self):
        return re.findall(r'/file/\d+/"><bdi>([^<]*)</bdi>', self.browser.read(self.files))

    def upload(self, name):
        """A connection on which half of an upload was sent, and the other half."""
        form = self.form(self.files, "/files/")
        body, media = multipart(form.fill(slot="plan").fields, ("file", name, pdf(name)))
        cookies = "; ".join(f"{key}={value}" for key, value in self.browser.cookies.items())
        self.browser.hang_up()
        head = (f"POST {form.action} HTTP/1.1\r\nHost: 127.0.0.1:{self.house.port}\r\nCookie: {cookies}\r\n"
                f"Origin: http://127.0.0.1:{self.house.port}\r\nContent-Type: {media}\r\n"
                f"Content-Length: {len(body)}\r\n\r\n").encode()
        line = socket.create_connection(("127.0.0.1", self.house.port), timeout=GRACE_SECONDS + 10)
        line.sendall(head + body[:-200])
        time.sleep(0.5)  # the server is in the middle of it
        return line, body[-200:]


def ended_within(server, began, seconds):
    server.wait(GRACE_SECONDS + 30)
    return time.monotonic() - began <= seconds


def drafts(house):
    return [path for path in os.listdir(house.files) if not re.fullmatch("[0-9a-f]{2}", path)]


def main():
    folder, number = tempfile.mkdtemp(), 0
    house = Sqlite(os.path.abspath(os.environ["MADANG"]), folder, random.Random(1))

    def check(what, holds):
        nonlocal number
        number += 1
        print("ok" if holds else "not ok", number, "-", what, flush=True)

    try:
        house.play("call")
        house.start()
        house.wait()
        person = Applicant(house)

        line, rest = person.upload("goes-on.pdf")
        began = time.monotonic()
        house.server.terminate()
        time.sleep(0.5)
        line.sendall(rest)
        check("an upload that goes on is answered", line.recv(12) == b"HTTP/1.1 303")
        check("and then the server ends, in order",
              ended_within(house.server, began, GRACE_SECONDS / 2) and house.server.returncode == 0)
        house.start()
        house.wait()
        check("what was answered with yes is there", person.names() == ["goes-on.pdf"])

        kept = sorted(house.kept_files())
        line, _ = person.upload("falls-silent.pdf")
        check("half of an upload is a draft", len(drafts(house)) == 1)
        began = time.monotonic()
        house.server.terminate()
        check("an upload that falls silent is hung up on", b" 303 " not in line.recv(12))
        check("and the server ends within its grace", ended_within(house.server, began, GRACE_SECONDS))
        check("nothing of the file is left", sorted(house.kept_files()) == kept and not drafts(house))
        house.start()
        house.wait()
        check("nor is it anywhere on the page", person.names() == ["goes-on.pdf"])
    finally:
        house.end()
        shutil.rmtree(folder)
    print(f"1..{number}")


main()

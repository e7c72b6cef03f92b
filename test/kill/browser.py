# SPDX-License-Identifier: Apache-2.0
"""Somebody's browser: cookies, pages, their forms."""
import dataclasses
import html.parser
import http.client
import re
import urllib.parse


class Lost(Exception):
    """No answer, or one that says only that something broke: nobody knows whether it was done."""


@dataclasses.dataclass
class Form:
    action: str
    fields: list = dataclasses.field(default_factory=list)  # [name, value]: as they would be sent
    hidden: set = dataclasses.field(default_factory=set)
    choices: dict = dataclasses.field(default_factory=dict)  # of radios, checkboxes, selects: their values

    def shown(self):
        """What a reader sees in it."""
        return tuple(sorted((name, value) for name, value in self.fields if name not in self.hidden and value))

    def fill(self, **values):
        """With these values in place of its own; a list is a field that is repeated."""
        kept = [field for field in self.fields if field[0] not in values]
        for name, value in values.items():
            kept += [[name, one] for one in (value if isinstance(value, list) else [value])]
        return dataclasses.replace(self, fields=kept)


class Page(html.parser.HTMLParser):
    """The forms of a page's main part."""

    def __init__(self, text):
        super().__init__()
        self.forms, self.form, self.select, self.area = [], None, None, None
        self.feed(text[text.find("<main"):])

    def form_at(self, end):
        return next((form for form in self.forms if form.action.endswith(end)), None)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form":
            self.form = Form(given["action"])
            self.forms.append(self.form)
        elif self.form and tag == "input":
            self.input(given)
        elif self.form and tag == "textarea":
            self.area = [given["name"], ""]
            self.form.fields.append(self.area)
        elif self.form and tag == "select":
            self.select = given["name"]
        elif self.form and tag == "option":
            self.form.choices.setdefault(self.select, []).append(given["value"])
            if "selected" in given:
                self.form.fields.append([self.select, given["value"]])

    def input(self, given):
        name, value, kind = given["name"], given.get("value") or "", given["type"]
        if kind in ("radio", "checkbox"):
            self.form.choices.setdefault(name, []).append(value)
        if kind == "hidden":
            self.form.hidden.add(name)
        if kind != "file" and (kind not in ("radio", "checkbox") or "checked" in given):
            self.form.fields.append([name, value])

    def handle_data(self, data):
        if self.area is not None:
            self.area[1] += data.lstrip("\n") if not self.area[1] else data

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.area = None
        elif tag == "form":
            self.form = None


def multipart(fields, file):
    """The body of a form with a file, (field, name, bytes), and its media type."""
    boundary, parts = b"-----------------------------madangmadangmadang", []
    for name, value in fields:
        parts.append(b'Content-Disposition: form-data; name="%s"\r\n\r\n%s' % (name.encode(), value.encode()))
    parts.append(b'Content-Disposition: form-data; name="%s"; filename="%s"\r\nContent-Type: application/pdf\r\n\r\n%s'
                 % (file[0].encode(), file[1].encode(), file[2]))
    body = b"".join(b"--" + boundary + b"\r\n" + part + b"\r\n" for part in parts) + b"--" + boundary + b"--\r\n"
    return body, "multipart/form-data; boundary=" + boundary.decode()


class Browser:
    def __init__(self, port):
        self.port, self.cookies, self.connection = port, {}, None

    def ask(self, method, path, body=None, media=None):
        """(status, location, content). Lost if there is no answer."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
                   "Origin": f"http://127.0.0.1:{self.port}", **({"Content-Type": media} if media else {})}
        try:
            if not self.connection:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException) as lost:
            self.hang_up()
            raise Lost(repr(lost)) from None
        if answer.will_close:
            self.hang_up()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, text = value.split(";")[0].partition("=")
                self.cookies[key] = text
        if answer.status >= 500:
            raise Lost(f"{method} {path}: {answer.status}")
        return answer.status, answer.getheader("Location") or "", content

    def hang_up(self):
        if self.connection:
            self.connection.close()
        self.connection = None

    def read(self, path):
        """A page as text; "" if there is none."""
        status, location, content = self.ask("GET", path)
        return content.decode() if status == 200 else f"-> {location}" if location else ""

    def send(self, form, file=None):
        """The status of a form that is sent, and what the answer finds wrong."""
        if file:
            body, media = multipart(form.fields, file)
        else:
            body = urllib.parse.urlencode([tuple(one) for one in form.fields])
            media = "application/x-www-form-urlencoded"
        status, _, content = self.ask("POST", form.action, body, media)
        return status, re.sub(r"\s*<[^>]*>\s*", " ", content.decode().partition("<main")[2])[:400]

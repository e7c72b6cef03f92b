# SPDX-License-Identifier: Apache-2.0
# A mail server on loopback for the tests: smtp_server.py DIRECTORY MANNER NAME. Prints its port, writes
# each mail that it takes into the directory, and misbehaves for certain recipients. Its manner is plain,
# starttls, smtps or login; its certificate, of that name, lies in the directory. Ends with its input.
import asyncio, itertools, logging, os, ssl, subprocess, sys
from aiosmtpd.smtp import SMTP, AuthResult

directory, manner, name = sys.argv[1:]
logging.disable()  # what it refuses is meant
numbers = itertools.count(1)


def path_of(file):
    return os.path.join(directory, file)


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody@"):
            return "550 5.1.1 no such person here"
        if address.startswith("later@"):
            return "451 4.7.1 greylisted, come back"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, server, session, envelope):
        to = envelope.rcpt_tos[0]
        if to.startswith("spam@"):
            return "554 5.7.1 we do not like this text"
        mail = path_of(f"{os.getpid()}-{next(numbers)}")
        with open(mail + ".part", "wb") as file:
            file.write(envelope.content)
        with open(path_of("manner"), "w") as file:
            file.write("tls" if server.transport.get_extra_info("cipher") else "plain")
            file.write(" user" if session.authenticated else "")
        os.rename(mail + ".part", mail + ".eml")
        if to.startswith("cut@"):
            server.transport.abort()
        if to.startswith("slow@"):
            await asyncio.sleep(60)
        return "250 2.0.0 taken"


def certified():
    kind = "IP" if name[0].isdigit() else "DNS"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                    "-days", "1", "-subj", "/CN=test", "-addext", f"subjectAltName={kind}:{name}",
                    "-keyout", path_of("key.pem"), "-out", path_of("certificate.pem")],
                   check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path_of("certificate.pem"), path_of("key.pem"))
    return context


def sign_in(server, session, envelope, mechanism, data):
    return AuthResult(success=data.login == b"prize" and data.password == b"right horse", handled=False)


def smtp(context):
    options = {"tls_context": context} if manner in ("starttls", "login") else {}
    if manner == "login":
        options.update(authenticator=sign_in, auth_required=True)
    return SMTP(Handler(), enable_SMTPUTF8=True, **options)


async def main():
    loop = asyncio.get_running_loop()
    context = None if manner == "plain" else certified()
    at_once = context if manner == "smtps" else None
    server = await loop.create_server(lambda: smtp(context), "127.0.0.1", 0, ssl=at_once)
    os.write(1, b"%d\n" % server.sockets[0].getsockname()[1])
    await loop.run_in_executor(None, sys.stdin.read)
    os._exit(0)


asyncio.run(main())

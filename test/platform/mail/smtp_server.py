# SPDX-License-Identifier: Apache-2.0
# A mail server on loopback for the tests: prints its port, writes each mail that it takes into a
# directory, and misbehaves for certain recipients. Ends with its standard input.
import asyncio, itertools, os, sys
from aiosmtpd.smtp import SMTP

directory = sys.argv[1]
numbers = itertools.count(1)


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
        name = f"{os.getpid()}-{next(numbers)}"
        with open(os.path.join(directory, name + ".part"), "wb") as file:
            file.write(envelope.content)
        os.rename(os.path.join(directory, name + ".part"), os.path.join(directory, name + ".eml"))
        if to.startswith("cut@"):
            server.transport.abort()
        if to.startswith("slow@"):
            await asyncio.sleep(60)
        return "250 2.0.0 taken"


async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Handler(), enable_SMTPUTF8=True), "127.0.0.1", 0)
    os.write(1, b"%d\n" % server.sockets[0].getsockname()[1])
    await loop.run_in_executor(None, sys.stdin.read)
    os._exit(0)


asyncio.run(main())

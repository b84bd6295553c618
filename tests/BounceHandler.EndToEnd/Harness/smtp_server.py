"""A mail server for tests: python3 smtp_server.py DIRECTORY MODE [CERTIFICATE KEY]

Prints its port. Each mail becomes DIRECTORY/NNN.json (envelope, who logged in, whether encrypted) and then DIRECTORY/NNN.eml.
MODE is a list of words parted by commas:
  plain     no encryption            starttls   offers STARTTLS         tls     TLS from the first byte
  brokentls offers STARTTLS and refuses it                              auth    wants user/secret, over anything
  later     451 at MAIL FROM
  refuse    550 for every recipient  refusesecond  550 for second@…     busy       421 at MAIL FROM        hang    never greets
"""
import asyncio
import json
import os
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult


class Box:
    def __init__(self, directory, modes):
        self.directory, self.modes, self.count, self.connections = directory, modes, 0, 0

    async def handle_MAIL(self, server, session, envelope, address, options):
        if "busy" in self.modes:
            return "421 4.3.2 come back later"
        if "later" in self.modes:
            return "451 4.7.1 not now"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if "refuse" in self.modes or ("refusesecond" in self.modes and address.startswith("second")):
            return "550 5.1.1 no such user here"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.count += 1
        name = os.path.join(self.directory, "%03d" % self.count)
        login = session.auth_data.login.decode() if session.authenticated else ""
        with open(name + ".json", "w") as file:
            json.dump({"from": envelope.mail_from, "to": envelope.rcpt_tos, "login": login, "encrypted": session.ssl is not None or "tls" in self.modes,
                       "connection": self.connections}, file)
        with open(name + ".tmp", "wb") as file:
            file.write(envelope.content)
        os.rename(name + ".tmp", name + ".eml")
        return "250 2.0.0 taken"


class Server(SMTP):
    async def smtp_STARTTLS(self, arg):
        if "brokentls" in self.event_handler.modes:
            return await self.push("454 4.7.0 TLS is not available")
        return await super().smtp_STARTTLS(arg)


def authenticate(server, session, envelope, mechanism, data):
    return AuthResult(success=data.login == b"user" and data.password == b"secret", handled=False, auth_data=data)


async def main(directory, modes, certificate=None, key=None):
    context = None
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
    box = Box(directory, modes)

    def connect():
        box.connections += 1
        if "hang" in modes:
            return asyncio.Protocol()
        return Server(
            box, hostname="localhost", enable_SMTPUTF8=True, loop=asyncio.get_running_loop(),
            tls_context=context if "starttls" in modes or "brokentls" in modes else None,
            authenticator=authenticate, auth_required="auth" in modes, auth_require_tls=False)

    server = await asyncio.get_running_loop().create_server(connect, "127.0.0.1", 0, ssl=context if "tls" in modes else None)
    print(server.sockets[0].getsockname()[1], flush=True)
    # The test closes our standard input when it ends, however it ends.
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    os._exit(0)


asyncio.run(main(sys.argv[1], sys.argv[2].split(","), *sys.argv[3:]))

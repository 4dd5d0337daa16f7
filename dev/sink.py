"""The demo's mail server: it takes every message, sends nothing on, and writes each one into a file of its own.

Runs in the private environment: python -m dev.sink FOLDER SMTP_PORT [--inbox-port PORT]
"""

import argparse
import asyncio
import itertools
import os
import signal
import time
from pathlib import Path

from aiosmtpd.controller import Controller

from .inbox import Inbox
from .interrupts import STOPS


class Writer:
    """One .eml file a message: written whole, on the disk, then renamed; never seen half-written or lost."""

    def __init__(self, folder, refused=(), delay=0.0):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.refused = {address.lower() for address in refused}
        self.delay = delay
        self.numbers = itertools.count(1)

    async def handle_RCPT(self, server, session, envelope, address, options):
        """Refuse the addresses we were told to refuse, as a server does that does not know them."""
        if address.lower() in self.refused:
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        """Write the message, then say it was taken."""
        if self.delay:
            await asyncio.sleep(self.delay)
        self._write(envelope)
        return "250 OK"

    def _write(self, envelope):
        """The envelope stands above the message: with copies in blind it is the only trace of who gets it."""
        head = f"X-Envelope-From: {envelope.mail_from or '<>'}\r\nX-Envelope-To: {', '.join(envelope.rcpt_tos)}\r\n"
        name = f"{time.time_ns():020d}-{os.getpid()}-{next(self.numbers):06d}"
        draft = self.folder / f"{name}.part"
        with open(draft, "wb") as stream:
            stream.write(head.encode("utf-8", "surrogateescape") + envelope.original_content)
            stream.flush()
            os.fsync(stream.fileno())
        draft.rename(self.folder / f"{name}.eml")
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def main():
    """Serve until a signal ends us."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("port", type=int)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--inbox-port", type=int)
    parser.add_argument("--refuse", action="append", default=[], help="an address to refuse with 550")
    parser.add_argument("--delay", type=float, default=0.0, help="seconds that each message takes")
    options = parser.parse_args()
    writer = Writer(options.folder, options.refuse, options.delay)
    limits = {"data_size_limit": 100 << 20, "enable_SMTPUTF8": True}
    mail_server = Controller(writer, hostname="127.0.0.1", port=options.port, ready_timeout=30, **limits)
    mail_server.start()
    inbox = Inbox(options.folder, options.host, options.inbox_port) if options.inbox_port else None
    if inbox:
        inbox.start()
    print("ready", flush=True)
    signal.sigwait(STOPS)
    if inbox:
        inbox.stop()
    mail_server.stop()


if __name__ == "__main__":
    # Blocked before any thread starts, so that the wait above is what gets them.
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
    main()

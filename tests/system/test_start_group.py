"""Ctrl-C while a child is being made."""

import signal
import subprocess
import sys

from dev.places import CLONE

# The signal comes in the child, before its program: the narrowest moment, made certain.
BETWEEN = """
import os, signal
import dev.__main__
from dev.state import start_group
signal.signal(signal.SIGINT, dev.__main__._interrupt)
os.register_at_fork(after_in_child=lambda: os.kill(os.getpid(), signal.SIGINT))
print(start_group(["sleep", "60"]).wait())
"""


def test_stop_between_fork_and_program():
    done = subprocess.run([sys.executable, "-c", BETWEEN], cwd=CLONE, capture_output=True, text=True, timeout=30)
    assert (done.stdout, done.stderr) == (f"{-signal.SIGINT}\n", "")


# It comes while the child is made, and is let through when it has its program.
MEANWHILE = """
import os, signal
import dev.__main__
from dev.state import start_group
signal.signal(signal.SIGINT, dev.__main__._interrupt)
os.register_at_fork(after_in_parent=lambda: os.kill(os.getpid(), signal.SIGINT))
try:
    start_group(["sleep", "60"])
except KeyboardInterrupt:
    os.waitpid(-1, os.WNOHANG)
"""


def test_stop_while_a_child_is_made():
    """Who asked for it never hears of it: nobody else can end it."""
    done = subprocess.run([sys.executable, "-c", MEANWHILE], cwd=CLONE, capture_output=True, text=True, timeout=30)
    assert "ChildProcessError: [Errno 10] No child processes" in done.stderr

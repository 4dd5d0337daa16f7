"""One line for each step, one clear line for each failure."""

import re
import subprocess
import sys
from pathlib import Path

# How apt, npm, uv, PostgreSQL and Odoo (in their logs: after time and process) begin the line that says why.
TELLING = re.compile(
    r"(?:\S+ \S+ (?:\S+ )?\[?\d+\]? )?(npm error|e: |error|fatal|panic|critical|failed|could not|unable)",
    re.IGNORECASE,
)
DISK_FULL = "No space left on device"


class Problem(Exception):
    """Something the user can act on; its text is the one line that is printed."""


def step(text):
    """Say what is being done. On standard error: a command's own output stays usable in a pipe."""
    print(f"-- {text}", file=sys.stderr, flush=True)


def run(command, failure, env=None, cwd=None):
    """Run a command quietly and return its output; raise Problem(failure + the line that explains it)."""
    command = [str(part) for part in command]
    try:
        done = subprocess.run(
            command,
            env=env,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
    except FileNotFoundError as error:
        raise Problem(f"{failure}: {Path(command[0]).name} is not on this machine") from error
    if done.returncode:
        raise Problem(f"{failure}: {telling_line(done.stdout)}")
    return done.stdout


def works(*command):
    """Whether a command ends well; what it says is nobody's business."""
    try:
        return subprocess.run(list(map(str, command)), capture_output=True, cwd="/").returncode == 0
    except OSError:
        return False


def telling_line(output):
    """The line of a failed command's output that most likely says why."""
    if DISK_FULL in output:
        return f"the disk is full ({DISK_FULL}): free some space, then run the same command again"
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    telling = [line for line in lines if TELLING.match(line)]
    return (telling or lines[-1:] or ["it said nothing"])[0]


def explain(error):
    """One line for what the machine refused us (OSError): a full disk, a right that is missing."""
    if DISK_FULL in str(error):
        return telling_line(DISK_FULL).capitalize()
    if isinstance(error, PermissionError):
        return f"{error.filename} is not ours to use ({error.strerror}): give it to this user, or run as its owner"
    return str(error)

"""Where things are kept.

The cache holds what is downloaded or can be made again, and may be shared by several clones (POOL_CACHE).
A state folder holds a running set of its own: a PostgreSQL cluster, Odoo's files, mails and logs.
"""

import contextlib
import fcntl
import hashlib
import os
from pathlib import Path

from .say import Problem, step

CLONE = Path(__file__).resolve().parent.parent
CACHE = Path(os.environ.get("POOL_CACHE") or CLONE / ".cache").expanduser().resolve()
DEV = CLONE / "dev"
LOCK = DEV / "requirements.lock"
ADDONS = ("recruitment_pool", "recruitment_pool_mailing")


def state_folder(name):
    """The folder of the state called `name`: `demo`, or `test` for everything else."""
    return CLONE / f".{name}"


def present_addons():
    """Names of our addons that are in this clone."""
    return [name for name in ADDONS if (CLONE / name / "__manifest__.py").is_file()]


def digest(*parts):
    """A short name for these texts or bytes."""
    whole = hashlib.sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else str(part).encode()
        whole.update(b"%d:" % len(data) + data)
    return whole.hexdigest()[:12]


def sha256_of(path):
    """The SHA256 of a file's content, in hexadecimal."""
    whole = hashlib.sha256()
    with open(path, "rb") as stream:
        for block in iter(lambda: stream.read(1 << 20), b""):
            whole.update(block)
    return whole.hexdigest()


@contextlib.contextmanager
def locked(folder, name, refusal=None):
    """Hold `folder/name.lock`: who makes the same thing meanwhile waits, or is refused in these words (Problem)."""
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / f"{name}.lock", "w") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if refusal:
                raise Problem(refusal) from None
            step(f"Waiting for another command that prepares the same ({name})")
            fcntl.flock(stream, fcntl.LOCK_EX)
        yield

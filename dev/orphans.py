"""What a killed command (-9) or a power cut leaves of a PostgreSQL: a server without a user, files of a dead server."""

import os
import signal
import time
from pathlib import Path

NO_PROCESS = 2**31 - 1  # a process id that Linux never gives


def server_process(data):
    """(process id in the pid file of this data, whether that process is its server): (None, False) without one."""
    try:
        pid = int((data / "postmaster.pid").read_text().split()[0])
        return pid, os.fsencode(data) in Path(f"/proc/{pid}/cmdline").read_bytes()
    except (OSError, ValueError, IndexError):
        return None, False


def stop_orphan(data):
    """Stop the server that a killed command (-9) left running on this data, which is going to be removed."""
    end = time.monotonic() + 10
    while (found := server_process(data))[1]:
        os.kill(found[0], signal.SIGQUIT if time.monotonic() < end else signal.SIGKILL)
        time.sleep(0.1)


def forget_dead_server(data, socket):
    """Free the files of a server that is gone: by now its number may be another process's, or a zombie's.

    The rest of the pid file stays: by it PostgreSQL sees whether parts of that server still live.
    """
    pid, is_server = server_process(data)
    if is_server:
        return
    if pid:
        path = data / "postmaster.pid"
        path.write_text(path.read_text().replace(str(pid), str(NO_PROCESS), 1))
    (socket / ".s.PGSQL.5432.lock").unlink(missing_ok=True)

"""The signals by which we are asked to stop."""

import contextlib
import signal

STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextlib.contextmanager
def held_back():
    """Asked to stop in here, we stop at its end; yields what lets a child through that was started in here.

    Held back also for the child, which would otherwise run our handlers between its fork and its program.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)

    def let_child_through():
        for number in STOPS:
            if callable(signal.getsignal(number)):
                signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)

    try:
        yield let_child_through
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)

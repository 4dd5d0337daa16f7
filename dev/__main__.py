"""python3 -m dev COMMAND: see dev/README.md."""

import argparse
import os
import signal  # isort: split

# Until we can say it in one line, Ctrl-C ends us without a word.
signal.signal(signal.SIGINT, signal.SIG_DFL)

import subprocess
import sys

from .check import check
from .demo import clean, clean_demo, demo
from .interrupts import STOPS
from .lint import layout, lint
from .say import Problem, explain, step
from .template import open_state
from .translations import export


def main(arguments):
    """Run one command and return its exit code."""
    parser = argparse.ArgumentParser(prog="python3 -m dev", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("prepare", help="obtain everything and make the test databases' template")
    commands.add_parser("odoo", help="run Odoo with the words that follow, with PostgreSQL running")
    commands.add_parser("run", help="run the command that follows in Odoo's environment")
    commands.add_parser("test", help="run the tests (RINGS: some of pure, addon, system; ARGS: words for pytest)")
    commands.add_parser("demo", help="run the demo until Ctrl-C (ports: PORT, INBOX_PORT, SMTP_PORT; address: HOST)")
    commands.add_parser("clean-demo", help="forget the demo's data")
    commands.add_parser("lint", help="check style and Odoo's rules; change nothing")
    commands.add_parser("format", help="lay out Python and XML as lint wants them")
    commands.add_parser("pot", help="export the addons' terms and bring fr.po up to them")
    commands.add_parser("clean", help="remove the cache and the test databases")
    database = commands.add_parser("new-db", help="make a test database anew from the template")
    database.add_argument("name")
    database.add_argument("--bare", action="store_true", help="without demo data")
    # These two hand all their words on: nothing in them is for us.
    if arguments[:1] in (["odoo"], ["run"]):
        return {"odoo": run_odoo, "run": run_words}[arguments[0]](arguments[1:])
    options = parser.parse_args(arguments)
    return COMMANDS[options.command](options)


def prepare_all(_options):
    """Obtain everything."""
    state = open_state("test")
    step(f"Ready: {state.kit.python}, PostgreSQL {state.cluster.major} in {state.folder}")
    return 0


def run_odoo(words):
    """Run Odoo with the words given, `server` when no command of Odoo is named."""
    if not words or words[0].startswith("-"):
        words = ["server", *words]
    return _run_words(lambda state: state.odoo_command(*words))


def run_words(words):
    """Run a command of the machine or of the private environment."""
    return _run_words(lambda state: words)


def _run_words(command):
    """Run a command on the state named by POOL_STATE (`test` unless told otherwise) and return its code."""
    with open_state(os.environ.get("POOL_STATE") or "test") as state:
        # Ctrl-C is for the command: it gets it from the terminal, as we do, and we wait for it.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        restore = {"preexec_fn": lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)}
        try:
            return subprocess.run(command(state), env=state.env, **restore).returncode
        except FileNotFoundError as error:
            raise Problem(f"No such command: {error.filename}") from error


def new_database(options):
    """Make a database of the state `test` anew from the template."""
    with open_state("test") as state:
        state.create_database(options.name, is_demo=not options.bare)
        step(f"Database {options.name} is ready: dev/odoo server -d {options.name}")
    return 0


def export_terms(_options):
    """Export the addons' terms."""
    with open_state("test") as state:
        return export(state)


COMMANDS = {
    "prepare": prepare_all,
    "new-db": new_database,
    "test": check,
    "demo": demo,
    "clean-demo": clean_demo,
    "pot": export_terms,
    "lint": lint,
    "format": layout,
    "clean": clean,
}


def _interrupt(_number, _frame):
    """A closed terminal or a polite kill ends us as Ctrl-C does: everything started is stopped, however often asked."""
    for number in STOPS:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


if __name__ == "__main__":
    for number in STOPS:
        # Under nohup a closed terminal ends nothing.
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, _interrupt)
    try:
        sys.exit(main(sys.argv[1:]))
    except Problem as problem:
        print(f"!! {problem}", file=sys.stderr)
        sys.exit(1)
    except OSError as error:
        print(f"!! {explain(error)}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)

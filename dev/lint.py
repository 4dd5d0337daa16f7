"""`make lint` and `make format`: one line for each tool, and below it what the tool has to say."""

import os
import subprocess
import sys

from . import npm
from .packages import plain_environment, prepare_packages
from .places import CACHE, CLONE, DEV, locked, present_addons
from .say import Problem, step

LOCK = DEV / "lint.lock"


def _prepare_prettier():
    """The command of prettier with its XML plugin, installed when need be; None where there is no npm."""
    tools = npm.find_npm()
    if not tools:
        return None
    folder = CACHE / f"prettier-{npm.project_digest(DEV)}"
    with locked(CACHE, "prettier"):
        if not folder.is_dir():
            step("Installing prettier, which checks the XML")
            beside = CACHE / "prettier.new"
            npm.install(tools[0], DEV, beside, "npm could not install prettier (is there a network?)")
            beside.rename(folder)
    modules = folder / "node_modules"
    plugin = modules / "@prettier/plugin-xml/src/plugin.js"
    return [tools[1], modules / "prettier/bin/prettier.cjs", "--plugin", plugin]


def _report(name, command):
    """Run a tool and say in one line how it went; what it found follows. Whether it found nothing."""
    words = list(map(str, command))
    done = subprocess.run(words, cwd=CLONE, env=plain_environment(), capture_output=True, text=True, errors="replace")
    step(f"{name}: {'FAILED' if done.returncode else 'fine'}")
    if done.returncode:
        lines = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
        print("\n".join(lines), file=sys.stderr, flush=True)
    return not done.returncode


def _report_xml(action):
    """Check or write the layout of all XML, when the machine can."""
    prettier = _prepare_prettier()
    if prettier:
        files = [f"{addon}/**/*.xml" for addon in present_addons()]
        return _report("prettier", [*prettier, action, "--log-level", "warn", *files])
    if os.environ.get("CI"):
        raise Problem("The XML cannot be checked: npm is not on this machine")
    step("prettier: the XML was NOT checked, npm is not on this machine (CI checks it)")
    return True


def lint(_options):
    """Run every tool, whatever the others found; 1 when one of them found something."""
    tools = prepare_packages(LOCK, "lint").parent
    addons = present_addons()
    terms = sorted(path.relative_to(CLONE) for addon in addons for path in (CLONE / addon / "i18n").glob("*.po*"))
    oca = ("--config", "setup.cfg")
    good = [
        _report("ruff check", [tools / "ruff", "check", "--quiet", "--output-format", "concise", "."]),
        _report("ruff format", [tools / "ruff", "format", "--check", "."]),
        _report("pylint-odoo", [tools / "pylint", "--rcfile", "setup.cfg", *addons]),
        _report("oca-checks-odoo-module", [tools / "oca-checks-odoo-module", *oca, *addons]),
        _report("oca-checks-po", [tools / "oca-checks-po", *oca, *terms]),
        _report_xml("--check"),
    ]
    if not all(good):
        raise Problem("Lint found something, see above (`make format` mends the layout)")
    return 0


def layout(_options):
    """Lay out the Python and the XML of the clone as `make lint` wants them."""
    tools = prepare_packages(LOCK, "lint").parent
    good = [_report("ruff format", [tools / "ruff", "format", "--quiet", "."]), _report_xml("--write")]
    return 0 if all(good) else 1

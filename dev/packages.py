"""The Python packages: a private virtual environment for each lock file, whose hashes are checked.

`uv` does the work. Where the machine has none it comes from PyPI by pip; where Python has no pip (Debian without
python3-venv) by the one of Debian's package python3-pip-whl.
"""

import importlib.util
import os
import platform
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from .debian import Suite, unpack
from .places import CACHE, DEV, LOCK, digest, locked
from .say import Problem, run, step, works

PYTHONS = ((3, 10), (3, 13))
# Whose pip runs on all of these; bookworm's does not on 3.12 and later.
PIP_SUITE = "trixie"
# Pure Python packages that are published as source only; everything else comes as a wheel.
SOURCES_ONLY = ("ofxparse", "docopt")


def find_python():
    """A Python that Odoo 19 runs on: this one, else one on the PATH."""
    if PYTHONS[0] <= sys.version_info[:2] <= PYTHONS[1]:
        return sys.executable
    for minor in range(PYTHONS[1][1], PYTHONS[0][1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        if found and works(found, "--version"):
            return found
    raise Problem(f"Odoo 19 needs Python 3.10 to 3.13, this is {platform.python_version()} and there is no other")


def _pip_command():
    """How to run pip: this Python's module, else the wheel of Debian's python3-pip-whl."""
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip"]
    folder = CACHE / f"pip-{PIP_SUITE}"
    wheels = sorted(folder.glob("usr/share/python-wheels/pip-*.whl"))
    if not wheels:
        step("This Python has no pip: taking Debian's")
        suite = Suite(PIP_SUITE)
        suite.refresh()
        beside = folder.with_suffix(".new")
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir(parents=True)
        unpack(suite.fetch("python3-pip-whl", CACHE / "packages"), beside)
        shutil.rmtree(folder, ignore_errors=True)
        beside.rename(folder)
        wheels = sorted(folder.glob("usr/share/python-wheels/pip-*.whl"))
    return [sys.executable, f"{wheels[-1]}/pip"]


def find_uv():
    """The machine's uv, else a private one of the locked version."""
    found = shutil.which("uv")
    if found and works(found, "--version"):
        return found
    uv = CACHE / f"uv-{digest((DEV / 'tools.lock').read_bytes())}"
    if uv.is_file():
        return uv
    step("Downloading uv, which installs the Python packages")
    wheels = CACHE / "wheels"
    shutil.rmtree(wheels, ignore_errors=True)
    options = ["--no-deps", "--only-binary=:all:", "--require-hashes", "-q", "--disable-pip-version-check"]
    command = [*_pip_command(), "download", *options, "-d", wheels, "-r", DEV / "tools.lock"]
    run(command, "PyPI did not give uv (is there a network?)", env=plain_environment())
    with zipfile.ZipFile(next(wheels.glob("uv-*.whl"))) as wheel:
        name = next(name for name in wheel.namelist() if name.endswith("/scripts/uv"))
        beside = uv.with_suffix(".new")
        beside.write_bytes(wheel.read(name))
    beside.chmod(0o755)
    beside.rename(uv)
    shutil.rmtree(wheels)
    return uv


def plain_environment():
    """Our environment without what would lead pip or uv to another Python."""
    unwanted = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "PYTHONDONTWRITEBYTECODE")
    return {name: value for name, value in os.environ.items() if name not in unwanted}


def _uv_environment():
    """uv reads its own settings only: hand it the address and certificates that pip was told, if it has none."""
    env = {**plain_environment(), "UV_PYTHON_DOWNLOADS": "never", "UV_NO_PROGRESS": "1", "UV_LINK_MODE": "copy"}
    done = subprocess.run([*_pip_command(), "config", "list"], capture_output=True, text=True, env=env)
    told = {}
    for line in done.stdout.splitlines():
        name, _, value = line.partition("=")
        told[name.rpartition(".")[2]] = value.strip("'\"")
    for name, variables in {
        "index-url": ("UV_DEFAULT_INDEX", "UV_INDEX_URL"),
        "cert": ("SSL_CERT_FILE",),
    }.items():
        if name in told and not any(variable in env for variable in variables):
            env[variables[0]] = told[name]
    return env


def prepare_packages(lock=LOCK, name="python"):
    """The Python of the private environment of that lock file, made when need be; returns its path."""
    python = find_python()
    version = run([python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"], "Python does not run").strip()
    folder = CACHE / f"{name}-{version}-{digest(lock.read_bytes())}"
    with locked(CACHE, "packages"):
        if not (folder / "complete").is_file():
            shutil.rmtree(folder, ignore_errors=True)
            _install(python, folder, version, lock)
    return folder / "bin/python"


def _install(python, folder, version, lock):
    """Make the environment in place (it cannot be moved); the stamp at the end makes it valid."""
    uv = find_uv()
    env = _uv_environment()
    step(f"Installing the Python packages of dev/{lock.name} for Python {version}")
    run([uv, "venv", "-q", "--no-project", "--python", python, folder], "Cannot make a virtual environment", env=env)
    options = ["--only-binary", ":all:", "--build-constraints", DEV / "build.lock", "--require-hashes", "-q"]
    for name in SOURCES_ONLY:
        options += ["--no-binary", name]
    failure = "The Python packages could not be installed (is there a network?)"
    command = [uv, "pip", "sync", "--python", folder / "bin/python", *options, lock]
    try:
        run(command, failure, env=env)
    except Problem:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    Path(folder / "complete").touch()

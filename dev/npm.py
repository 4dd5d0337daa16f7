"""What comes from npm: exactly what a project's package-lock.json names, its hashes checked, no script of it run."""

import shutil

from .places import digest
from .say import run

FILES = ("package.json", "package-lock.json")
# It tries again when there is no answer: after one second and five, not ten and sixty.
PATIENCE = ("--fetch-retry-mintimeout=1000", "--fetch-retry-factor=5", "--fetch-retry-maxtimeout=5000")


def find_npm():
    """(npm, node) of this machine; None where one of them is missing."""
    npm, node = shutil.which("npm"), shutil.which("node")
    return (npm, node) if npm and node else None


def project_digest(project):
    """A short name for what these two files ask for."""
    return digest(*((project / name).read_bytes() for name in FILES))


def install(npm, project, folder, failure):
    """Make `folder` anew, with the packages of the project in its node_modules; Problem(failure + why)."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in FILES:
        shutil.copy(project / name, folder)
    # Its downloads lie in our folder too, and go when they are unpacked: a home may be missing, or not writable.
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", *PATIENCE]
    run([*command, "--cache", folder / "downloads"], failure, cwd=folder)
    shutil.rmtree(folder / "downloads")

"""Packages of a Debian suite, fetched through a private apt: nothing of the system is touched, no root needed.

The signature of the index is verified by apt with Debian's own keyring, and the SHA256 of every package against that
index by us, since apt does not look again at a file of the right size that is already there.
"""

import os
import re
import shutil
from pathlib import Path

from .places import CACHE, sha256_of
from .say import Problem, run, step

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
SUITES = {"bullseye", "bookworm", "trixie", "forky", "sid", "oldstable", "stable", "testing", "unstable"}
OUT_OF_DATE = re.compile("is expired|not valid yet")
CONFIG = """\
Dir::State "{folder}/state";
Dir::State::status "{folder}/state/status";
Dir::Cache "{folder}/cache";
Dir::Etc::sourcelist "/dev/null";
Dir::Etc::sourceparts "{folder}/sources";
APT::Sandbox::User "";
Acquire::Languages "none";
Acquire::Retries "2";
Acquire::http::Timeout "30";
Acquire::https::Timeout "30";
"""


def _deb822_entries(text):
    """(addresses, suites) of each stanza that offers binary packages and is enabled."""
    for stanza in re.split(r"\n\s*\n", text):
        lines = (line for line in stanza.splitlines() if not line.startswith("#"))
        fields = dict(re.findall(r"^([\w-]+):\s*(.*)$", "\n".join(lines), re.MULTILINE))
        if "deb" in fields.get("Types", "").split() and fields.get("Enabled", "yes") != "no":
            yield fields.get("URIs", "").split(), fields.get("Suites", "").split()


def _one_line_entries(text):
    """(addresses, suites) of each line `deb [options] address suite components`."""
    for match in re.finditer(r"^deb\s+(?:\[[^\]]*\]\s*)?(\S+)\s+(\S+)", text, re.MULTILINE):
        yield [match[1]], [match[2]]


def find_mirror(etc=Path("/etc/apt")):
    """The Debian archive to ask: DEBIAN_MIRROR, else the first one in the machine's own apt sources."""
    if os.environ.get("DEBIAN_MIRROR"):
        return os.environ["DEBIAN_MIRROR"].rstrip("/")
    parts = etc / "sources.list.d"
    for path in [etc / "sources.list", *sorted(parts.glob("*.sources")), *sorted(parts.glob("*.list"))]:
        if not path.is_file():
            continue
        entries = _deb822_entries if path.suffix == ".sources" else _one_line_entries
        for addresses, suites in entries(path.read_text(errors="replace")):
            if addresses and suites and suites[0] in SUITES:
                return addresses[0].rstrip("/")
    raise Problem(
        "No Debian archive in this machine's apt sources: set DEBIAN_MIRROR to one, or ODOO_HOME to an Odoo 19 of yours"
    )


class Suite:
    """One suite of the archive, with an apt state of its own."""

    def __init__(self, name):
        for tool in ("apt-get", "apt-cache", "dpkg-deb"):
            if not shutil.which(tool):
                raise Problem(f"No {tool} on this machine: set ODOO_HOME to an Odoo 19 of yours")
        if not KEYRING.is_file():
            raise Problem("No Debian keyring: install debian-archive-keyring, or set ODOO_HOME to an Odoo 19 of yours")
        self.name = name
        self.mirror = find_mirror()
        self.folder = CACHE / "apt" / name
        self.env = {**os.environ, "APT_CONFIG": str(self.folder / "apt.conf"), "LC_ALL": "C"}

    def refresh(self):
        """Fetch the signed index."""
        shutil.rmtree(self.folder, ignore_errors=True)
        for part in ("state/lists/partial", "cache/archives/partial", "sources"):
            (self.folder / part).mkdir(parents=True)
        (self.folder / "state/status").touch()
        (self.folder / "apt.conf").write_text(CONFIG.format(folder=self.folder))
        source = f"Types: deb\nURIs: {self.mirror}\nSuites: {self.name}\nComponents: main\nSigned-By: {KEYRING}\n"
        (self.folder / "sources/debian.sources").write_text(source)
        step(f"Asking Debian's archive for the index of {self.name}")
        failure = f"Debian's archive did not answer for {self.name} (is there a network? DEBIAN_MIRROR chooses another)"
        try:
            output = run(["apt-get", "update"], failure, env=self.env)
        except Problem as problem:  # so does a newer apt say what an older one only warns of
            output = str(problem)
            if not OUT_OF_DATE.search(output):
                raise
        if OUT_OF_DATE.search(output):
            step("The mirror's index is out of date; taken all the same, its signature is verified")
            relaxed = ["-o", "Acquire::Check-Valid-Until=false", "-o", "Acquire::Check-Date=false"]
            output = run(["apt-get", *relaxed, "update"], failure, env=self.env)
        # apt-get ends well on a dead mirror: what counts is whether the index is there.
        if not list((self.folder / "state/lists").glob("*_Packages*")):
            reasons = [line[3:] for line in output.splitlines() if line.startswith(("E: ", "W: "))]
            raise Problem(f"{failure}: {reasons[0] if reasons else 'no index came'}")

    def describe(self, package):
        """The index's fields of a package: Version, Filename, SHA256..."""
        missing = f"Debian's {self.name} has no package {package}"
        output = run(["apt-cache", "show", "--no-all-versions", package], missing, env=self.env)
        fields = dict(re.findall(r"^([\w-]+): (.*)$", output, re.MULTILINE))
        if "SHA256" not in fields:
            raise Problem(missing)
        return fields

    def fetch(self, package, folder):
        """Download one package into `folder` (or take the good one that is there) and return its path."""
        fields = self.describe(package)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{package}_{fields['SHA256'][:12]}.deb"
        if path.is_file() and sha256_of(path) == fields["SHA256"]:
            return path
        path.unlink(missing_ok=True)
        size = int(fields.get("Size", 0)) / 1e6
        step(f"Downloading {package} {fields['Version']} ({size:.0f} MB)")
        arrival = folder / "arriving"
        shutil.rmtree(arrival, ignore_errors=True)
        arrival.mkdir()
        failure = f"The download of {package} did not finish; run the same command again"
        try:
            run(["apt-get", "-qq", "download", package], failure, env=self.env, cwd=arrival)
            check_package(next(arrival.glob("*.deb"), None), package, fields["SHA256"])
            next(arrival.glob("*.deb")).rename(path)
        finally:
            shutil.rmtree(arrival)  # a part of a package would only fill the disk
        return path


def check_package(path, package, sha256):
    """Refuse a package that is cut off or is not the one that the index names."""
    if path is None or sha256_of(path) != sha256:
        raise Problem(f"The download of {package} is cut off or altered (wrong SHA256); run the same command again")


def unpack(package, folder, leave_out=()):
    """Unpack a .deb into `folder`, without the members that match one of the patterns."""
    excludes = [f"--exclude={pattern}" for pattern in leave_out]
    script = 'set -o pipefail; dpkg-deb --fsys-tarfile "$1" | tar -x --no-same-owner -C "$2" "${@:3}"'
    run(["bash", "-c", script, "unpack", path_text(package), path_text(folder), *excludes], f"Cannot unpack {package}")


def path_text(path):
    """A path as a command's argument, which can never be taken for an option."""
    return str(Path(path).resolve())

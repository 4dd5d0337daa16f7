"""An Odoo 19: the user's own (ODOO_HOME), else the one of Debian's archive, unpacked privately."""

import ast
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from .debian import Suite, unpack
from .places import CACHE, locked
from .say import Problem, step

SERIES = "19.0"
KNOWN_VERSION = "19.0.0+dfsg-1"
# Odoo's package links into these; without jquery the login page is an error 500.
COMPANIONS = {
    "sid": (
        "libjs-jquery",
        "libjs-underscore",
        "libjs-jquery-form",
        "fonts-roboto-unhinted",
        "fonts-montserrat",
        "fonts-ocr-b",
        "fonts-inconsolata",
    ),
    # Odoo's icons are those of Font Awesome 4.7; later suites carry 7.
    "bookworm": ("fonts-font-awesome",),
}
# Two thirds of the package are translations into languages that nobody here looks at.
LEAVE_OUT = (
    "*/i18n*/[!f]*.po",
    "*/i18n*/f[!r]*.po",
    "*.pot",
    "./usr/lib/python3/dist-packages/addons",
    "./usr/lib/python3/dist-packages/doc",
    "./usr/lib/python3/dist-packages/setup",
)
PACKAGES = Path("usr/lib/python3/dist-packages")  # where Debian's package has Odoo
# Debian leaves this file out (it is not free); without it each page logs an error in the browser.
MISSING_SCRIPT = "odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"


@dataclass(frozen=True)
class Odoo:
    """Where an Odoo is: the folder that holds the package `odoo`, its addons folders, its full version."""

    python_path: Path
    addons: tuple
    version: str


def read_series(release):
    """The series ("19.0") from the text of odoo/release.py, without running it."""
    try:
        nodes = ast.parse(release).body
    except SyntaxError:
        nodes = ()
    for node in nodes:
        target = node.targets[0] if isinstance(node, ast.Assign) else None
        if isinstance(target, ast.Name) and target.id == "version_info" and isinstance(node.value, ast.Tuple):
            parts = [part.value if isinstance(part, ast.Constant) else "" for part in node.value.elts]
            return f"{parts[0]}.{parts[1]}"
    return "unknown"


def inspect(home):
    """The Odoo under `home`, in the git layout or in Debian's; Problem when it is not a 19.0."""
    home = Path(home).expanduser().resolve()
    if home.match(str(PACKAGES)):
        home = home.parents[len(PACKAGES.parts) - 1]  # one name for it, or the databases would be made anew
    layouts = {
        home: (home / "addons", home / "odoo/addons"),
        home / PACKAGES: (home / PACKAGES / "odoo/addons",),
    }
    for python_path, addons in layouts.items():
        release = python_path / "odoo/release.py"
        if not release.is_file():
            continue
        series = read_series(release.read_text())
        if series != SERIES:
            raise Problem(f"The Odoo in {home} is a {series}, these addons need {SERIES}")
        if (addons[-1] / "hr_recruitment").is_dir():
            addons = addons[-1:]
        addons = tuple(folder for folder in addons if folder.is_dir())
        if not any((folder / "hr_recruitment").is_dir() for folder in addons):
            raise Problem(f"The Odoo in {home} has no addons (hr_recruitment is missing)")
        stamp = home / "version"
        version = stamp.read_text() if stamp.is_file() else f"{series} {release.stat().st_mtime_ns} {home}"
        return Odoo(python_path, addons, version)
    raise Problem(f"No Odoo in {home}: expected odoo/release.py there, or Debian's {PACKAGES}")


def _download(folder):
    """Fetch and unpack Debian's Odoo beside `folder`, then move it there: it is whole or absent."""
    packages = CACHE / "packages"
    wanted = {"sid": ("odoo-19", *COMPANIONS["sid"]), "bookworm": COMPANIONS["bookworm"]}
    debs = []
    for suite_name, names in wanted.items():
        suite = Suite(suite_name)
        suite.refresh()
        if "odoo-19" in names:
            version = suite.describe("odoo-19")["Version"]
            if version != KNOWN_VERSION:
                step(f"Debian has Odoo {version} now; these addons were last tried on {KNOWN_VERSION}")
        debs += [suite.fetch(name, packages) for name in names]
    beside = folder.with_name(folder.name + ".new")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    step(f"Unpacking Odoo {version}")
    for deb in debs:
        unpack(deb, beside, LEAVE_OUT)
    script = beside / "usr/lib/python3/dist-packages" / MISSING_SCRIPT
    script.parent.mkdir(parents=True, exist_ok=True)
    if not script.exists():
        script.write_text("// Not part of Debian's package; blurring the background of a video call needs it.\n")
    inspect(beside)
    (beside / "version").write_text(version)
    beside.rename(folder)
    for leftover in (packages, CACHE / "apt"):
        shutil.rmtree(leftover)


def prepare_odoo():
    """The Odoo to use, fetched when need be."""
    if os.environ.get("ODOO_HOME"):
        odoo = inspect(os.environ["ODOO_HOME"])
        step(f"Odoo: your own in {odoo.python_path}")
        return odoo
    folder = CACHE / f"odoo-{SERIES}"
    with locked(CACHE, "odoo"):
        if not (folder / "version").is_file():
            shutil.rmtree(folder, ignore_errors=True)
            _download(folder)
    return inspect(folder)

"""The browser that walks through the screens in the tests.

The npm package @sparticuz/chromium: a Chromium without a window, made for machines that have nothing but glibc, with
its own libraries and fonts. It is the same on every machine, whatever browser that has.
"""

import os
import platform
import shutil

from . import npm
from .places import CACHE, DEV, digest, locked
from .say import Problem, run, step, works

PROJECT = DEV / "chromium"
PROCESSOR = "x86_64"  # the package has no other
# Whose path is in there is taken; empty: no browser.
SETTING = "POOL_BROWSER"
NAMES = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
# Python knows no brotli, node does. Arguments: what is packed, where it goes.
INFLATE = """
const fs = require("fs"), zlib = require("zlib"), [packed, plain] = process.argv.slice(1);
const chunkSize = 1 << 21;
require("stream").pipeline(
    fs.createReadStream(packed), zlib.createBrotliDecompress({chunkSize}), fs.createWriteStream(plain),
    (error) => { if (error) { console.error(`${error}`); process.exit(1); } });
"""
# Its libraries are for it alone: Python, which starts it, keeps the machine's.
LAUNCHER = """\
#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
export LD_LIBRARY_PATH="$here/lib" FONTCONFIG_FILE="$here/fonts.conf" XDG_CACHE_HOME="$here/cache"
exec "$here/headless" --lang=en-US "$@"
"""
FONTS = """\
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
"""


def prepare_browser():
    """Its path: that of POOL_BROWSER, else ours, made when need be, else the machine's; None, and said, without any."""
    if SETTING in os.environ:
        return os.environ[SETTING] or None
    try:
        return str(_prepare_ours())
    except Problem as problem:
        found = next(filter(None, map(shutil.which, NAMES)), None)
        step(f"{problem}: {f'taking {found}' if found else 'nobody walks through the screens'}")
        return found


def _prepare_ours():
    """The launcher of our browser in the cache; Problem where it cannot be had."""
    folder = CACHE / f"chromium-{digest(npm.project_digest(PROJECT), LAUNCHER, FONTS)}"
    with locked(CACHE, "chromium"):
        if not folder.is_dir():
            if platform.machine() != PROCESSOR:
                raise Problem(f"No browser can be downloaded for this processor ({platform.machine()})")
            tools = npm.find_npm()
            if not tools:
                raise Problem("No browser can be downloaded (npm is not on this machine)")
            step("Downloading a browser, which walks through the screens")
            beside = CACHE / "chromium.new"
            try:
                _make(*tools, beside)
                beside.rename(folder)
            finally:
                shutil.rmtree(beside, ignore_errors=True)
    return folder / "chromium"


def _make(npm_command, node, folder):
    """Download and unpack it into this folder, and see that it starts."""
    failure = "The browser could not be downloaded (is there a network?)"
    npm.install(npm_command, PROJECT, folder, failure)
    packed = folder / "node_modules/@sparticuz/chromium/bin"
    failure = "The browser could not be unpacked"
    for name, plain in (("chromium", "headless"), ("al2023.tar", "lib.tar"), ("fonts.tar", "fonts.tar")):
        run([node, "-e", INFLATE, packed / f"{name}.br", folder / plain], failure)
    for name in ("lib", "fonts"):
        run(["tar", "-xf", folder / f"{name}.tar", "-C", folder, "--no-same-owner", name], failure)
        (folder / f"{name}.tar").unlink()
    shutil.rmtree(folder / "node_modules")
    (folder / "fonts.conf").write_text(FONTS)
    launcher = folder / "chromium"
    launcher.write_text(LAUNCHER)
    for program in (launcher, folder / "headless"):
        program.chmod(0o755)
    if not works(launcher, "--version"):
        raise Problem("The browser that was downloaded does not start here")

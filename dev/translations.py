"""`make pot`: export the terms of the addons and bring fr.po up to them.

Merging runs in the private environment: python -m dev.translations POT PO
"""

import subprocess
import sys

from .places import CLONE, present_addons
from .say import run, step

DATABASE = "terms"
# They change with every export and say nothing.
VOLATILE = ("POT-Creation-Date", "PO-Revision-Date", "Last-Translator", "Language-Team")


def export(state):
    """Write each addon's .pot from a database without demo data, and merge its fr.po; 1 if French is missing."""
    state.create_database(DATABASE, is_demo=False)
    step("Installing the addons, to export their terms")
    state.install(DATABASE, present_addons(), state.folder / f"{DATABASE}.log")
    is_incomplete = 0
    for addon in present_addons():
        folder = CLONE / addon / "i18n"
        command = state.odoo_command("i18n", "export", "-d", DATABASE, "-l", "pot", "--", addon)
        run(command, f"Odoo could not export the terms of {addon}", env=state.env, cwd=CLONE)
        merge = [state.kit.python, "-m", "dev.translations", folder / f"{addon}.pot", folder / "fr.po"]
        is_incomplete |= subprocess.run(list(map(str, merge)), cwd=CLONE).returncode
    state.drop_database(DATABASE)
    return is_incomplete


def merge(pot_path, po_path):
    """Give the .po exactly the terms of the .pot; print those without a translation and return 1 if there are any."""
    import polib  # of the private environment

    pot = polib.pofile(pot_path)
    po = polib.pofile(po_path)
    for name in VOLATILE:
        pot.metadata.pop(name, None)
        po.metadata.pop(name, None)
    known = {entry.msgid: entry.msgstr for entry in po}
    po[:] = pot
    pot.save()
    for entry in po:
        entry.msgstr = known.get(entry.msgid, "")
    po.save()
    missing = [entry.msgid for entry in po if not entry.msgstr]
    for term in missing:
        print(f"{po_path}: {term!r} has no translation")
    return int(bool(missing))


if __name__ == "__main__":
    sys.exit(merge(*sys.argv[1:]))

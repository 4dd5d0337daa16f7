"""The cached template: a stopped cluster that new states are copied from, which costs seconds instead of a minute."""

import re
import shutil

from .places import CACHE, CLONE, LOCK, digest, locked, state_folder
from .say import Problem, step
from .state import State, dependencies, prepare, wipe

FORMAT = "3"  # raise it when a template is made otherwise than before


def open_state(name, kit=None):
    """The state called `name` (`demo`: durable; any other: fast), copied from the cached template."""
    if re.search(r"[,:\"$`\\]", f"{CLONE}{CACHE}"):
        raise Problem(f'Odoo and PostgreSQL cannot live in {CLONE} (POOL_CACHE: {CACHE}): no , : " $ ` \\ in a path')
    kit = kit or prepare()
    folder = state_folder(name)
    state = State(folder, kit, is_durable=name == "demo")
    template = _prepare_template(kit, state.cluster.major)
    stamp = folder / "template"
    with locked(CACHE, f"state-{digest(folder)}"):
        if stamp.is_file() and stamp.read_text() != template.name:
            _renew(state)
        if not stamp.is_file():
            wipe(folder)
            state.cluster.copy_from(template / "postgres")
            shutil.copytree(template / "filestore", state.files / "filestore")
            stamp.write_text(template.name)
    return state


def _renew(state):
    """Odoo, its packages or PostgreSQL changed since this state was made: tests start anew, the demo's data stays."""
    if state.cluster.is_durable:
        found = (state.cluster.data / "PG_VERSION").read_text().strip()
        if found != str(state.cluster.major):
            raise Problem(f"The demo's data is of PostgreSQL {found}, this is {state.cluster.major}: make clean-demo")
    else:
        step("What the test databases were made from has changed: starting them anew")
        wipe(state.folder)


def _prepare_template(kit, major):
    """The cached template's folder, named after everything that shapes it; made beside, then renamed."""
    name = digest(kit.odoo.version, dependencies(), LOCK.read_bytes(), major, FORMAT)
    folder = CACHE / "templates" / name
    with locked(CACHE, "template"):
        if not folder.is_dir():
            draft = State(folder.with_name(f"{name}.new"), kit)
            wipe(draft.folder)
            with draft:
                draft.template()
            beside = folder.with_name(f"{name}.done")
            shutil.rmtree(beside, ignore_errors=True)
            beside.mkdir()
            shutil.move(draft.cluster.data, beside / "postgres")
            shutil.move(draft.files / "filestore", beside / "filestore")
            wipe(draft.folder)
            beside.rename(folder)
    return folder

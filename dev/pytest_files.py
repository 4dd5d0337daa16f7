"""pytest plugin: each worker of the addon ring keeps its attachments in a folder of its own.

pytest-odoo gives each worker a copy of the database, but all of them the files of the first one. After each
class of tests Odoo deletes the files that its own database does not know: also those that the test of
another worker has just written.
"""

import shutil
from pathlib import Path
from unittest import mock

import pytest

from odoo.tests.common import get_db_name
from odoo.tools import config


@pytest.fixture(scope="session", autouse=True)
def own_files(load_registry, tmp_path_factory):
    """A copy of the files beside the copy of the database."""
    files = tmp_path_factory.mktemp("filestore")
    stored = Path(config.filestore(get_db_name()))
    if stored.is_dir():
        shutil.copytree(stored, files, dirs_exist_ok=True)
    with mock.patch.object(config, "filestore", lambda _name: str(files)):
        yield

"""What `make` runs: an Odoo 19, its Python packages, a PostgreSQL, a demo and the tests.

Standard library only, so that it runs on a bare machine; nothing of this folder is shipped with the addons.
"""

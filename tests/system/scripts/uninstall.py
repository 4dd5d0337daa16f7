"""Uninstall MODULE as the button on its card does."""

import os

env["ir.module.module"].search([("name", "=", os.environ["MODULE"])]).button_immediate_uninstall()
print("UNINSTALLED", flush=True)

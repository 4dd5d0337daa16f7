from odoo.tools import file_path
from odoo.tools.translate import PoFileReader, TranslationModuleReader


class FrenchIsComplete:
    """For a test case of an addon: every term of it has its French."""

    def _check_french(self, addon):
        module = self.env["ir.module.module"].search([("name", "=", addon)])
        if module.demo:
            self.skipTest("demo records are French in themselves and no terms of the addon")
        terms = {row[4] for row in TranslationModuleReader(self.env.cr, modules=[addon])}
        self.assertTrue(terms)
        with open(file_path(f"{addon}/i18n/fr.po"), "rb") as file:
            french = {entry["src"]: entry["value"] for entry in PoFileReader(file) if entry["value"]}
        missing = sorted(term for term in terms if not french.get(term))
        self.assertFalse(missing, f"{len(missing)} terms of {addon} have no French")

from odoo.tests import TransactionCase, tagged

from odoo.addons.recruitment_pool.tests.translations import FrenchIsComplete


@tagged("post_install", "-at_install")
class TestTranslations(FrenchIsComplete, TransactionCase):
    def test_french_is_complete(self):
        self._check_french("recruitment_pool_mailing")

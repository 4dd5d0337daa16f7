from unittest.mock import patch

from odoo.tests import tagged

from .common import PoolMailingCase

PEOPLE = 60  # more than Odoo takes at once


@tagged("post_install", "-at_install")
class TestBatches(PoolMailingCase):
    """How many mails the gate is asked about at once."""

    def _make_people(self, model):
        return self.env[model].create(
            [{"name": f"Person {n}", "email": f"person{n}@example.com"} for n in range(PEOPLE)]
        )

    def _send_in_batches(self, records):
        """Sizes of the batches in which a mailing to these records was generated."""
        sizes = []
        Composer = self.env.registry["mail.compose.message"]
        original = Composer._prepare_mail_values

        def watch(composer, res_ids):
            sizes.append(len(res_ids))
            return original(composer, res_ids)

        with patch.object(Composer, "_prepare_mail_values", watch):
            traces = self._send(self._make_mailing(**self._target(records)))
        self.assertEqual(len(traces), PEOPLE)
        return sizes

    def test_guarded_mails_are_generated_by_the_hundred(self):
        self.assertEqual(self._send_in_batches(self._make_people("recruitment.pool.member")), [PEOPLE])

    def test_what_the_administrator_has_set_holds(self):
        self.env["ir.config_parameter"].set_param("mail.batch_size", 40)
        self.assertEqual(self._send_in_batches(self._make_people("recruitment.pool.member")), [40, 20])

    def test_what_is_not_ours_stays_as_odoo_has_it(self):
        self.assertEqual(self._send_in_batches(self._make_people("mailing.contact")), [50, 10])

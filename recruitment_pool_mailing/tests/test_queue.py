from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import PoolMailingCase

LIMIT = "mail.mail.queue.batch.size"


@tagged("post_install", "-at_install")
class TestQueue(PoolMailingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param(LIMIT, "1")
        cls.env["mail.mail"].search([("state", "=", "outgoing")]).unlink()
        cls.cron = cls.env.ref("mail.ir_cron_mail_scheduler_action")

    def test_mailing_wakes_the_queue(self):
        mailing = self._make_mailing()
        with self._count_wakes() as wakes:
            self._send(mailing)
        self.assertIn(self.cron, [call.args[0] for call in wakes.mock_calls])

    def test_mailing_wakes_the_refresh_once(self):
        """Not with each batch: every run follows all who were contacted lately."""
        self.env["ir.config_parameter"].set_param("mail.batch_size", 1)
        with patch.object(type(self.env["recruitment.pool.member"]), "_trigger_refresh") as wakes:
            self.assertEqual(len(self._send(self._make_mailing())), 2)
        wakes.assert_called_once_with()

    def test_queue_wakes_itself_while_it_moves(self):
        self._send(self._make_mailing())
        self.assertEqual([self._run_queue() for _run in range(3)], [1, 0, 0])
        self.assertFalse(self.env["mail.mail"].search([("state", "=", "outgoing")]), "all have left")

    def test_an_administrator_runs_the_queue(self):
        self._send(self._make_mailing())
        with self.mock_mail_gateway():
            self.env["mail.mail"].with_user(self.env.ref("base.user_admin")).process_email_queue()
        self.assertEqual(self.env["mail.mail"].search_count([("state", "=", "outgoing")]), 1, "one of two has left")

    def test_queue_that_does_not_move_is_left_alone(self):
        self._send(self._make_mailing())
        mails = type(self.env["mail.mail"])
        nothing = patch.object(mails, "send", lambda self, **kwargs: True)
        with self._count_wakes() as wakes, self.mock_mail_gateway(), nothing:
            self.env["mail.mail"].process_email_queue()
        self.assertFalse(wakes.mock_calls)

    def test_error_of_the_database_is_left_to_odoo(self):
        """Its queue writes it to the log and returns; the transaction is lost."""
        self._send(self._make_mailing())
        broken = patch.object(type(self.env["mail.mail"]), "send", lambda mails, **_kwargs: mails.env.cr.execute("!"))
        savepoint = self.env.cr.savepoint()
        said = self.assertLogs("odoo.addons.mail.models.mail_mail")
        with self._count_wakes() as wakes, said, broken, mute_logger("odoo.sql_db"):
            self.env["mail.mail"].process_email_queue()
        savepoint.close(rollback=True)
        self.assertFalse(wakes.mock_calls)

    def test_server_that_refuses_all_is_not_asked_again_at_once(self):
        self._send(self._make_mailing())

        def refuse(*_args, **_kwargs):
            raise ConnectionRefusedError

        with self._count_wakes() as wakes, mute_logger("odoo.addons.mail.models.mail_mail"):
            servers = type(self.env["ir.mail_server"])
            with self.mock_mail_gateway(), patch.object(servers, "_connect__", refuse):
                self.env["mail.mail"].process_email_queue()
        self.assertFalse(wakes.mock_calls)
        failed = [("state", "=", "exception"), ("pool_touch_keys", "!=", False)]
        self.assertEqual(self.env["mail.mail"].search_count(failed), 1)

    def test_mails_of_others_wake_nothing(self):
        partners = self.env["res.partner"].create([{"name": name, "email": f"{name}@example.com"} for name in "xyz"])
        self._send(self._make_mailing(**self._target(partners)))
        self.assertEqual(self._run_queue(), 0)

    def test_explicit_mails_wake_nothing(self):
        self._send(self._make_mailing())
        mails = self.env["mail.mail"].search([("pool_touch_keys", "!=", False)])
        with self.mock_mail_gateway(), self._count_wakes() as wakes:
            self.env["mail.mail"].process_email_queue(email_ids=mails[:1].ids)
        self.assertFalse(wakes.mock_calls)

import sys
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import config

from .common import PoolCase


@tagged("post_install", "-at_install")
class TestCheck(PoolCase):
    def _lines(self):
        """{name: line} of a fresh check."""
        action = self.env["recruitment.pool.check"].action_open()
        return {line.name: line for line in self.env["recruitment.pool.check"].search(action["domain"])}

    def test_scheduled_actions(self):
        cron = self.env.ref("mail.ir_cron_mail_scheduler_action")
        cron.write({"active": True, "failure_count": 0, "nextcall": fields.Datetime.now()})
        self.assertTrue(self._lines()[cron.name].is_good)
        for vals in (
            {"active": False},
            {"active": True, "failure_count": 2},
            {"failure_count": 0, "nextcall": fields.Datetime.now() - timedelta(hours=3)},
        ):
            cron.write(vals)
            line = self._lines()[cron.name]
            self.assertFalse(line.is_good, vals)
            self.assertEqual(line.action_fix()["res_id"], cron.id)
            self.assertTrue(line.advice)

    def test_scheduled_action_that_was_deleted(self):
        self.env.ref("recruitment_pool.ir_cron_refresh_pool").unlink()
        line = self._lines()["Scheduled action of recruitment_pool"]
        self.assertIn("ir_cron_refresh_pool", line.fact)
        action = line.action_fix()
        self.assertEqual(self.env[action["res_model"]].browse(action["res_id"]).name, "recruitment_pool")

    def test_mails_that_wait(self):
        mail = self.env["mail.mail"].create({"state": "outgoing", "email_to": "a@example.com"})
        self.assertTrue(self._lines()["Mails waiting"].is_good)
        self.env.flush_all()
        self.cr.execute("UPDATE mail_mail SET create_date = create_date - interval '3 hours' WHERE id = %s", mail.ids)
        line = self._lines()["Mails waiting"]
        self.assertFalse(line.is_good)
        self.assertEqual(line.action_fix()["res_model"], "mail.mail")

    def test_address_and_server(self):
        parameters = self.env["ir.config_parameter"]
        for url, is_good in (("https://jobs.example.com", True), ("http://localhost:8069", False), ("jobs", False)):
            parameters.set_param("web.base.url", url)
            self.assertIs(self._lines()["Address of this Odoo"].is_good, is_good, url)
        self.env["ir.mail_server"].search([]).active = False
        with patch.dict(config.options, {"smtp_server": False}):
            self.assertFalse(self._lines()["Mail server"].is_good)
            self.env["ir.mail_server"].create({"name": "Ours", "smtp_host": "mail.example.com"})
            self.assertTrue(self._lines()["Mail server"].is_good)

    def test_connections(self):
        for workers, threads, connections, is_good in ((2, "", 2, True), (2, "", 1, False), (0, "40", 64, False)):
            options = {"workers": workers, "db_maxconn": connections, "max_cron_threads": 2}
            with patch.dict(config.options, options), patch.dict("os.environ", ODOO_MAX_HTTP_THREADS=threads):
                self.assertIs(self._lines()["Database connections"].is_good, is_good, options)

    def test_phonenumbers(self):
        self.assertTrue(self._lines()["Phone numbers"].is_good)
        with patch.dict(sys.modules, phonenumbers=None):
            self.assertFalse(self._lines()["Phone numbers"].is_good)

    def test_company(self):
        self.assertTrue(self._lines()["Mode"].is_good)
        self.company.write({"pool_mode": "observe", "pool_tz": False})
        lines = self._lines()
        for name in ("Mode", "Time zone of the pool"):
            self.assertFalse(lines[name].is_good)
            self.assertEqual(lines[name].action_fix()["res_model"], "res.config.settings")

    def test_administrators_only(self):
        with self.assertRaises(AccessError):
            self.env["recruitment.pool.check"].with_user(self.pool_manager).action_open()

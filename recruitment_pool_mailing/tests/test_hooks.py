from odoo.tests import tagged

from .. import hooks
from .common import PoolMailingCase


@tagged("post_install", "-at_install")
class TestHooks(PoolMailingCase):
    def test_uninstall_keeps_mailings_and_statistics(self):
        self.ada.partner_id = self.env["res.partner"].create({"name": "Ada"})
        sent, ready = self._make_mailing(), self._make_mailing()
        traces = self._send(sent)
        self._run_queue()
        figures = (sent.expected, sent.sent, sent.state)
        ready.action_launch()
        hooks.uninstall_hook(self.env)
        for mailing in sent | ready:
            self.assertEqual(mailing.mailing_model_name, "res.partner")
            self.assertEqual(mailing._get_recipients(), [])
        self.assertEqual(ready.state, "draft", "it would go to nobody")
        self.env.invalidate_all()
        self.assertEqual((sent.expected, sent.sent, sent.state), figures)
        self.assertEqual(
            {(t.model, t.res_id) for t in traces},
            {("res.partner", self.ada.partner_id.id), ("res.partner", -self.bob.id)},
        )

    def test_uninstall_ends_what_a_mailing_asked_for(self):
        """The first steps would go on without their mailing, with every application there is."""
        runs = self.env["recruitment.pool.first.steps"].create(
            [{"mailing_id": self._make_mailing().id, "state": "running"}, {"state": "running"}]
        )
        hooks.uninstall_hook(self.env)
        self.assertEqual(runs.mapped("state"), ["done", "running"])

    def test_older_mailings_get_the_company_of_their_responsible(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.user_marketing.write({"company_ids": [(4, other.id)], "company_id": other.id})
        mailing = self._make_mailing(user_id=self.user_marketing.id)
        self.assertEqual(mailing.pool_company_id, self.company)
        hooks.post_init_hook(self.env)
        self.assertEqual(mailing.pool_company_id, other)

    def test_addresses_of_links_stay_those_of_odoo(self):
        """Of a record with a ``company_id`` Odoo's website takes the company's own address for its links."""
        self.assertNotIn("company_id", self.env["mailing.mailing"]._fields)

from unittest.mock import patch

from odoo.addons.mass_mailing.tests.common import MassMailCommon
from odoo.addons.recruitment_pool.tests.common import PoolCase


class PoolMailingCase(MassMailCommon, PoolCase):
    """A pool of four under one rule a month, and builders of mailings to it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.category = cls._make_category("Experts", cls._make_policy((1, 28)))
        cls.child = cls._make_category("Welders", parent_id=cls.category.id)
        cls.other = cls._make_category("Alumni", cls._make_policy((1, 28)))
        cls.ada = cls._make_member("Ada", [cls.category])
        cls.bob = cls._make_member("Bob", [cls.child])
        cls.cleo = cls._make_member("Cleo", [cls.other])
        cls.member_model = cls.env["ir.model"]._get("recruitment.pool.member")
        cls.traces = cls.env["mailing.trace"]

    @classmethod
    def _make_mailing(cls, **vals):
        if not vals.get("contact_list_ids"):
            vals = {"mailing_model_id": cls.member_model.id, **vals}
        return cls.env["mailing.mailing"].create(
            {
                "subject": "News",
                "body_html": "<p>Hello</p>",
                "pool_message_type_id": cls.newsletter.id,
                "pool_category_ids": [cls.category.id],
                **vals,
            }
        )

    @classmethod
    def _make_applicant(cls, name, email, **vals):
        return cls.env["hr.applicant"].create(
            {"partner_name": name, "email_from": email, "company_id": cls.company.id, **vals}
        )

    @classmethod
    def _target(cls, records):
        """Values of a mailing to exactly these records, without message type."""
        return {
            "pool_message_type_id": False,
            "pool_category_ids": False,
            "mailing_model_id": cls.env["ir.model"]._get_id(records._name),
            "mailing_domain": repr([("id", "in", records.ids)]),
        }

    def _send(self, mailing):
        with self.mock_mail_gateway(mail_unlink_sent=False):
            mailing.action_send_mail()
        return self.traces.search([("mass_mailing_id", "=", mailing.id)])

    def _run_queue(self):
        """Run the mail queue; how often it asked to be woken again."""
        with self.mock_mail_gateway(), self._count_wakes() as wakes:
            self.env["mail.mail"].process_email_queue()
        return len(wakes.mock_calls)

    def _count_wakes(self):
        return patch.object(type(self.env["ir.cron"]), "_trigger", autospec=True)

    def assertOutcome(self, traces, expected):
        """``expected``: {record: trace status}, compared at once."""
        self.assertEqual(
            {(t.model, t.res_id): t.trace_status for t in traces},
            {(r._name, r.id): status for r, status in expected.items()},
        )

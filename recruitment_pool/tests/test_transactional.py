from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.mail.tests.common import MailCase, mail_new_test_user

from .common import NOW, PoolCase


@tagged("post_install", "-at_install")
class TestTransactional(PoolCase, MailCase):
    """What is owed to an applicant is neither held nor counted, and stands in the ledger."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.transactional = cls.env.ref("recruitment_pool.message_type_transactional")
        category = cls._make_category("Monthly", cls._make_policy((1, 28)))
        cls.members = cls._make_member("Ada", [category]) | cls._make_member("Bob", [category])
        cls.applicants = cls.env["hr.applicant"].create(
            [{"partner_name": member.name, "email_from": member.email} for member in cls.members]
        )
        cls.stranger = cls.env["hr.applicant"].create({"partner_name": "Eve", "email_from": "eve@example.com"})
        cls.template = cls.env["mail.template"].create(
            {
                "name": "Stage",
                "subject": "Your application",
                "body_html": "<p>Hello</p>",
                "model_id": cls.env["ir.model"]._get_id("hr.applicant"),
                "auto_delete": True,
            }
        )
        cls.stage = cls.env["hr.recruitment.stage"].create({"name": "Interview", "template_id": cls.template.id})
        cls.recruiter = mail_new_test_user(
            cls.env,
            login="interviewer",
            groups="base.group_user,hr_recruitment.group_hr_recruitment_interviewer",
            email="i@example.com",
        )

    def _assert_recorded(self, members, summary):
        for member in members:
            touch = member.touch_ids
            self.assertEqual(
                [(t.message_type_id, t.state, t.is_counted, t.is_warm, t.day, t.summary) for t in touch],
                [(self.transactional, "sent", False, False, NOW.date(), summary)],
                member.name,
            )
            applicant = self.applicants.filtered(lambda a, m=member: a.pool_member_id == m)
            self.assertEqual((touch.res_model, touch.res_id), ("hr.applicant", applicant.id))
        self.assertEqual(self._verdict(self.members[0])[1], "live_process", "and no cap")

    def _move(self, applicants):
        with self.mock_mail_gateway():
            applicants.write({"stage_id": self.stage.id})
            self.flush_tracking()
            self.env["mail.mail"].process_email_queue()

    def test_mail_of_a_stage(self):
        applicant = self.applicants[0]
        applicant.interviewer_ids = self.recruiter
        self._move((applicant | self.stranger).with_user(self.recruiter)[:1])
        self.assertIn(self.members[0].email, str(self._mails))
        self._assert_recorded(self.members[0], "Your application")
        self.env["recruitment.pool.adoption"]._fill_past(self.members.ids)
        self.assertEqual(len(self.members[0].touch_ids.filtered(lambda t: t.direction == "out")), 1, "written once")

    def test_mails_of_a_stage_to_several(self):
        self._move(self.applicants | self.stranger)
        self.assertEqual(len(self._mails), 3)
        self._assert_recorded(self.members, "Your application")

    def test_mail_of_a_refusal(self):
        self.template.subject = "Your application, {{ object.partner_name }}"
        reason = self.env["hr.applicant.refuse.reason"].create({"name": "No", "template_id": self.template.id})
        applicants = self.applicants | self.stranger
        applicants.interviewer_ids = self.recruiter
        Wizard = self.env["applicant.get.refuse.reason"].with_user(self.recruiter)
        wizard = Wizard.with_context(active_test=False).create(
            {"refuse_reason_id": reason.id, "applicant_ids": applicants.ids, "send_mail": True}
        )
        self.assertEqual((wizard.template_id, wizard.send_mail), (self.template, True))
        with self.mock_mail_gateway():
            wizard.action_refuse_reason_apply()
            self.assertEqual(self.members.touch_ids.mapped("state"), ["reserved", "reserved"])
            self.env["mail.mail"].process_email_queue()
        for member in self.members:
            self._assert_recorded(member, f"Your application, {member.name}")
        self.env["recruitment.pool.adoption"]._fill_past(self.members.ids)
        self.assertEqual(len(self.members.touch_ids.filtered(lambda t: t.direction == "out")), 2, "written once")

    def test_mails_of_a_refusal_are_written_down_together(self):
        reason = self.env["hr.applicant.refuse.reason"].create({"name": "No", "template_id": self.template.id})
        Wizard = self.env["applicant.get.refuse.reason"].with_context(active_test=False)
        wizard = Wizard.create({"refuse_reason_id": reason.id, "applicant_ids": self.applicants.ids, "send_mail": True})
        gate = self.registry["recruitment.pool.gate"]
        with self.mock_mail_gateway(), patch.object(gate, "_record", autospec=True, side_effect=gate._record) as record:
            wizard.action_refuse_reason_apply()
        self.assertEqual(record.call_count, 1)

    def test_bulk_mail_of_a_manager(self):
        composer = self.env["mail.compose.message"].create(
            {
                "composition_mode": "mass_mail",
                "model": "hr.applicant",
                "res_ids": (self.applicants | self.stranger).ids,
                "subject": "Legal notice for {{ object.partner_name }}",
                "body": "<p>Hello</p>",
                "pool_message_type_id": self.transactional.id,
            }
        )
        with self.mock_mail_gateway():
            composer._action_send_mail()
            self.env["mail.mail"].process_email_queue()
        self.assertEqual(len(self._mails), 3)
        for member in self.members:
            self._assert_recorded(member, f"Legal notice for {member.name}")

    def test_what_goes_to_a_colleague_only(self):
        partner = self.recruiter.partner_id
        with self.mock_mail_gateway():
            self.applicants[0].message_post(body="Hello", message_type="auto_comment", partner_ids=partner.ids)
        self.assertEqual(len(self._mails), 1)
        self.assertFalse(self.members.touch_ids)

from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from .common import PoolMailingCase


@tagged("post_install", "-at_install")
class TestRights(PoolMailingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_marketing.company_id = cls.company

    def test_marketing_user_does_it_all_without_applicants(self):
        user = self.user_marketing
        self.assertFalse(self.env["hr.applicant"].with_user(user).has_access("read"))
        self._touch(self.bob, 7)
        form = Form(self.env["mailing.mailing"].with_user(user))
        form.pool_message_type_id = self.newsletter.with_user(user)
        form.pool_category_ids.add(self.category.with_user(user))
        self.assertEqual(form.pool_audience_sentence, "1 of 2 may receive it today, 1 more from March 31.")
        form.subject = "Hello {{ object.name }}"
        mailing = form.save()
        mailing.body_html = '<p>Dear <t t-out="object.name"/></p>'
        wizard = (
            self.env["mailing.mailing.test"]
            .with_user(user)
            .create({"mass_mailing_id": mailing.id, "email_to": "me@example.com"})
        )
        with self.mock_mail_gateway():
            wizard.send_mail_test()
        self.assertIn("[TEST] Hello ", self._mails[0]["subject"])
        mailing.action_launch()
        traces = self._send(mailing)
        self.assertOutcome(traces, {self.ada: "outgoing", self.bob: "cancel"})
        self.assertEqual(self._new_mails.subject, "Hello Ada")
        self.assertIn("Dear Ada", self._new_mails.body_html)
        self.assertTrue(mailing.pool_left_out_sentence)
        draft = self.env["mailing.mailing"].with_user(user).browse(mailing.action_send_to_left_out()["res_id"])
        self.assertEqual(draft.pool_audience_sentence, "0 of 1 may receive it today, 1 more from March 31.")
        traces.with_user(user).read(["cadence_reason", "cadence_next_day", "pool_touch_keys"])

    def test_mailing_to_applicants_shuts_no_list(self):
        """Recruiters write to them; marketing sees that mailing among the others, without its people."""
        self.env["hr.applicant"].create({"partner_name": "Ada", "email_from": "ada@example.com"})
        to_applicants = self._make_mailing(**self._target(self.env["hr.applicant"].search([])))
        mailings = to_applicants | self._make_mailing()
        self.assertTrue(all(mailings.mapped("total")))
        mailings.invalidate_recordset()
        self.assertEqual([bool(mailing.total) for mailing in mailings.with_user(self.user_marketing)], [False, True])

    def test_marketing_user_reads_the_pool_and_changes_nothing(self):
        user = self.user_marketing
        Form(self.ada.with_user(user))
        Form(self.category.with_user(user))
        self._send(self._make_mailing())
        for records in (self.ada, self.category, self.newsletter, self.ada.touch_ids):
            own = records.with_user(user)
            own.read(["display_name"])
            with self.assertRaises(AccessError):
                own.write({"create_uid": user.id})

    def test_marketing_user_uses_every_filter_and_sees_no_profile(self):
        """Name, address, categories and state of people are theirs; where people work is not, nor the chatter."""
        Member = self.Member.with_user(self.user_marketing)
        for name in ("job_title", "employer_name", "city", "availability", "languages", "cadence_card", "touch_count"):
            self.assertNotIn(name, Member.fields_get())
        arch = etree.fromstring(Member.get_view(view_type="search")["arch"])
        for node in arch.findall(".//filter[@domain]"):
            Member.search(safe_eval(node.get("domain"), {"uid": self.user_marketing.id}))
        for node in arch.findall(".//filter[@context]"):
            Member.web_read_group([], [safe_eval(node.get("context"))["group_by"]], ["__count"])
        form = etree.fromstring(Member.get_view(view_type="form")["arch"])
        self.assertIsNone(form.find(".//chatter"), "it reads activities, which are recruiters'")

    def test_marketing_user_sees_the_own_company_only(self):
        other = self.env["res.company"].create({"name": "Other"})
        there = self._make_member("There", company_id=other.id)
        found = self.Member.with_user(self.user_marketing).search([])
        self.assertIn(self.ada, found)
        self.assertNotIn(there, found)

    def test_mailing_to_applicants_does_not_break_the_form(self):
        applicant = self._make_applicant("Ada", "ada@example.com")
        mailing = self._make_mailing(**self._target(applicant))
        self.assertFalse(mailing.with_user(self.user_marketing).pool_audience_sentence)
        self.assertTrue(mailing.pool_audience_sentence)

    def test_menu_is_there_for_marketing_users(self):
        menus = self.env["ir.ui.menu"].with_user(self.user_marketing)
        visible = menus._visible_menu_ids()
        self.assertIn(self.env.ref("recruitment_pool_mailing.menu_mailings").id, visible)
        self.assertIn(self.env.ref("recruitment_pool.menu_root").id, visible)

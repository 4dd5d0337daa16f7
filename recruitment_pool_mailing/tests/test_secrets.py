from lxml import etree

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.mail.tests.common import mail_new_test_user

from .common import PoolMailingCase


@tagged("post_install", "-at_install")
class TestSecrets(PoolMailingCase):
    """A marketing user reads people to write to them: nothing more, by whatever path."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.applicant = cls._make_applicant("Ada", "ada@example.com", salary_expected=42000)
        cls.ada.message_post(body="secret note", subtype_xmlid="mail.mt_note")
        cls.ada.activity_schedule("mail.mail_activity_data_call", summary="secret call", user_id=cls.pool_user.id)
        cls.cv = cls.env["ir.attachment"].create(
            {"name": "cv.pdf", "raw": b"cv", "res_model": cls.ada._name, "res_id": cls.ada.id}
        )
        cls.ada.membership_ids.reason = "secret reason"
        cls.call = cls._touch(cls.ada, 3, cls.phone, cls.personal, summary="secret words")
        cls.marketer = mail_new_test_user(
            cls.env,
            login="marketer",
            groups="base.group_user,base.group_allow_export,mass_mailing.group_mass_mailing_user",
            company_id=cls.company.id,
        )
        cls.own = cls.ada.with_user(cls.marketer)

    def assertRefused(self, act, *args, **kwargs):
        with self.assertRaises(AccessError):
            act(*args, **kwargs)

    def test_whole_person_and_export_are_readable(self):
        values = self.own.read()[0]
        self.assertNotIn("secret", str(values))
        for field in ("applicant_ids", "application_count", "message_ids", "activity_ids", "activity_summary"):
            self.assertNotIn(field, values)
        names = [name for name, field in self.own.fields_get().items() if field.get("exportable", True)]
        self.assertNotIn("secret", str(self.own.export_data(names)))
        for path in ("applicant_ids/partner_name", "message_ids/body", "membership_ids/reason"):
            self.assertRefused(self.own.export_data, [path])

    def test_every_view_has_only_fields_that_are_read(self):
        """The browser ends in an error on a field of which it is told nothing."""
        for model in ("recruitment.pool.member", "recruitment.pool.category", "recruitment.pool.touch"):
            for kind in ("list", "kanban", "form", "pivot", "graph"):
                answer = self.env[model].with_user(self.marketer).get_views([(False, kind)])
                arch = etree.fromstring(answer["views"][kind]["arch"])
                names = {node.get("name") for node in arch.xpath("//field[not(ancestor::field)]")}
                self.assertFalse(names - answer["models"][model]["fields"].keys(), f"{model} {kind}")

    def test_no_search_is_an_oracle(self):
        for path in (
            "applicant_ids",
            "applicant_ids.salary_expected",
            "applicant_ids.partner_name",
            "message_ids.body",
            "activity_ids.summary",
            "activity_summary",
            "membership_ids.reason",
        ):
            self.assertRefused(self.own.search_count, [(path, "!=", False)])
        self.assertFalse(self.own.search([("touch_ids.summary", "ilike", "secret")]))
        self.assertRefused(self.own.formatted_read_group, [], ["name"], ["applicant_ids:count_distinct"])
        self.assertRefused(self.own.search, [], order="applicant_ids")
        self.assertRefused(
            self.own.env["recruitment.pool.membership"].formatted_read_group, [], ["reason"], ["__count"]
        )

    def test_notes_calls_and_files_stay_with_recruiters(self):
        env = self.own.env
        document = [("res_id", "=", self.ada.id)]
        self.assertFalse(env["mail.message"].search([("model", "=", self.ada._name), *document]))
        self.assertFalse(env["mail.activity"].search([("res_model", "=", self.ada._name), *document]))
        self.assertFalse(env["ir.attachment"].search([("res_model", "=", self.ada._name), *document]))
        self.assertRefused(self.cv.with_user(self.marketer).read, ["name"])
        self.assertRefused(self.ada.message_ids[0].with_user(self.marketer).read, ["body"])
        self.assertRefused(self.call.with_user(self.marketer).read, ["summary"])
        self.assertEqual(self.own.touch_ids, self.call.browse())

    def test_recruiters_see_all_of_it(self):
        own = self.ada.with_user(self.pool_user)
        self.assertIn("secret note", str(own.message_ids.mapped("body")))
        self.assertEqual(own.activity_summary, "secret call")
        self.assertEqual(own.touch_ids.summary, "secret words")
        self.assertEqual(own.membership_ids.reason, "secret reason")
        self.assertEqual(self.cv.with_user(self.pool_user).name, "cv.pdf")

    def _make_own_mailing(self, **vals):
        return self.env["mailing.mailing"].with_user(self.marketer).create({"subject": "x", **vals})

    def test_mailing_asks_nothing_its_writer_may_not_read(self):
        """The queue runs as superuser: who received it would be the answer."""
        mailing = self._make_own_mailing(pool_message_type_id=self.newsletter.id)
        for domain in (
            "[('applicant_ids.salary_expected', '>', 40000)]",
            "[('message_ids.body', 'ilike', 'secret')]",
            "[('membership_ids.reason', 'ilike', 'secret')]",
        ):
            with self.assertRaisesRegex(AccessError, "Write to pool categories instead"):
                mailing.mailing_domain = domain
        mailing.mailing_domain = "[('country_id', '=', False)]"
        contacts = self.env["ir.model"]._get_id("res.partner")
        with self.assertRaisesRegex(AccessError, "Write to pool categories instead"):
            self._make_own_mailing(
                mailing_model_id=contacts,
                mailing_domain="[('applicant_ids.salary_expected', '>', 40000)]",
                pool_message_type_id=self.newsletter.id,
            )
        applicants = self.env["ir.model"]._get_id("hr.applicant")
        with self.assertRaisesRegex(AccessError, "ask somebody from recruitment"):
            self._make_own_mailing(mailing_model_id=applicants, mailing_domain="[]")

    def test_recipients_broken_by_hand(self):
        """The queue would stop at them, and with it every mailing after."""
        for domain in ("5", "'name'", "{}", "[('no_field', '=', 1)]", "[('name', '=', 'a\\x00')]"):
            refused = self.assertRaisesRegex(ValidationError, "Choose them again in its form")
            with self.subTest(domain), refused, mute_logger("odoo.sql_db"):  # of the last the database complains
                self._make_own_mailing(pool_message_type_id=self.newsletter.id, mailing_domain=domain)

    def test_mailing_speaks_for_a_company_of_its_writer(self):
        other = self.env["res.company"].create({"name": "Other"})
        with self.assertRaisesRegex(AccessError, "multi-company issue"), mute_logger("odoo.addons.base.models.ir_rule"):
            self._make_own_mailing(pool_message_type_id=self.newsletter.id, pool_company_id=other.id)

    def test_mailings_and_traces_of_another_company_are_invisible(self):
        other = self.env["res.company"].create({"name": "Other"})
        there = self._make_member("There", company_id=other.id)
        mailing = self._make_mailing(pool_company_id=other.id, pool_category_ids=False)
        traces = self._send(mailing)
        self.assertOutcome(traces, {there: "outgoing"})
        for records in (mailing, traces):
            own = records.with_user(self.marketer)
            self.assertFalse(own.search([("id", "in", records.ids)]))
            self.assertRefused(own.read, ["display_name"])
        customers = self.env["mailing.mailing"].create({"subject": "Not ours", "pool_company_id": other.id})
        self.assertEqual(customers.with_user(self.marketer).subject, "Not ours", "core's own stay as they were")

    def test_traces_name_no_touches_by_hand(self):
        """Who named others' touches in a trace and had it bounce would free these people."""
        touch = self._touch(self.bob, 1, state="sent")
        trace = self._send(self._make_mailing())[:1].with_user(self.marketer)
        for vals in ({"pool_touch_keys": touch.ids}, {"cadence_reason": False}):
            self.assertRefused(trace.write, vals)
            self.assertRefused(trace.create, {"res_id": 1, "model": "x", "mass_mailing_id": 1, **vals})
        trace.write({"trace_status": "open"})

    def test_no_code_through_our_fields(self):
        """Core refuses code of who may not write templates; our types and categories carry none into a mail."""
        self.env.ref("base.group_user").implied_ids -= self.env.ref("mail.group_mail_template_editor")
        mailing = self._make_own_mailing(pool_message_type_id=self.newsletter.id)
        for field, code in (
            ("subject", "{{ env.user.login }}"),
            ("subject", "{{ object.applicant_ids.salary_expected }}"),
            ("body_html", '<p t-out="env.user.login"/>'),
            ("body_html", '<t t-out="object.touch_ids[0].summary"/>'),
            ("preview", "{{ object.env }}"),
        ):
            with self.assertRaises(AccessError, msg=code):
                mailing.write({field: code})

    def test_code_in_a_name_is_text_in_the_mail(self):
        self.bob.name = "{{ 7*191 }} <b>x</b> <t t-out='7*193'/>"
        self.category.name = "{{ 7*191 }}"
        mailing = self._make_mailing(subject="Hello {{ object.name }}", body_html='<p><t t-out="object.name"/></p>')
        self._send(mailing)
        mail = self._new_mails.filtered(lambda m: m.res_id == self.bob.id and m.mailing_id)
        self.assertEqual(mail.subject, "Hello {{ 7*191 }} <b>x</b> <t t-out='7*193'/>")
        self.assertIn("{{ 7*191 }} &lt;b&gt;x&lt;/b&gt; &lt;t t-out=", mail.body_html)
        self.assertNotIn("1337", mail.body_html + mail.subject)

    def test_category_of_a_mailing_stays(self):
        """Without its category a mailing would go to the whole pool."""
        empty = self._make_category("Empty")
        mailing = self._make_mailing(pool_category_ids=empty.ids)
        with self.assertRaisesRegex(UserError, "Archive the category"):
            empty.unlink()
        empty.active = False
        self.assertEqual(mailing.pool_category_ids, empty)
        with self.assertRaisesRegex(UserError, "no recipients"):
            self._send(mailing)

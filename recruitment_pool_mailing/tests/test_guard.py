from datetime import date
from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from odoo.tools.mail import email_split_and_format

from .common import PoolMailingCase


@tagged("post_install", "-at_install")
class TestGuard(PoolMailingCase):
    def test_over_the_cap_is_a_cancelled_trace_with_reason_and_day(self):
        self._touch(self.bob, 7)
        traces = self._send(self._make_mailing())
        self.assertOutcome(traces, {self.ada: "outgoing", self.bob: "cancel"})
        held = traces.filtered(lambda t: t.res_id == self.bob.id)
        self.assertEqual(
            (held.failure_type, held.cadence_reason, held.cadence_next_day),
            ("mail_contact_policy", "cap", date(2027, 3, 31)),
        )
        self.assertFalse(held.mail_mail_id_int, "nothing is made that could be sent")
        went = traces - held
        self.assertEqual(went.pool_touch_ids, self.ada.touch_ids)
        self.assertEqual(went.pool_touch_ids, went.mail_mail_id.pool_touch_ids)
        self.assertFalse(went.cadence_reason)

    def test_second_mailing_the_same_day_reaches_nobody(self):
        self._send(self._make_mailing())
        traces = self._send(self._make_mailing())
        self.assertOutcome(traces, {self.ada: "cancel", self.bob: "cancel"})
        self.assertEqual(set(traces.mapped("cadence_next_day")), {date(2027, 4, 7)})

    def test_touch_names_the_mailing(self):
        mailing = self._make_mailing()
        self._send(mailing)
        touch = self.ada.touch_ids
        self.assertEqual(
            (touch.origin_model, touch.origin_id, touch.message_type_id, touch.summary),
            ("mailing.mailing", mailing.id, self.newsletter, "News"),
        )

    def test_guarded_mails_leave_by_the_queue_alone(self):
        self._send(self._make_mailing())
        self.assertFalse(self._mails, "no server is spoken to under the locks")
        self._run_queue()
        self.assertMailTraces(
            [{"email": "ada@example.com"}, {"email": "bob@example.com"}],
            self.env["mailing.mailing"].search([], order="id desc", limit=1),
            self.ada | self.bob,
            check_mail=False,
        )
        self.assertEqual(len(self._mails), 2)

    def test_two_applications_of_one_person_are_one_mail(self):
        applicants = self._make_applicant("Ada", "ada@example.com") | self._make_applicant("Ada L.", "ADA@example.com")
        applicants.write({"date_last_stage_update": "2026-01-01 00:00:00"})
        mailing = self._make_mailing(**self._target(applicants), body_html='<p>Ref <t t-out="object.id"/></p>')
        traces = self._send(mailing)
        self.assertEqual(sorted(traces.mapped("trace_status")), ["cancel", "outgoing"])
        self.assertEqual(traces.filtered(lambda t: t.trace_status == "cancel").failure_type, "mail_dup")
        self.assertEqual(len(self.ada.touch_ids), 1)
        self.assertEqual(self.ada.touch_ids.message_type_id.code, "company_news")

    def test_typed_mailing_to_partners_holds_members_only(self):
        self._touch(self.ada, 7)
        partners = self.env["res.partner"].create(
            [
                {"name": "Ada", "email": "Ada@Example.com"},
                {"name": "Customer", "email": "customer@example.com"},
            ]
        )
        vals = {**self._target(partners), "pool_message_type_id": self.newsletter.id}
        traces = self._send(self._make_mailing(**vals))
        self.assertOutcome(traces, {partners[0]: "cancel", partners[1]: "outgoing"})

    def test_typed_mailing_to_a_list_holds_members_only(self):
        self._touch(self.ada, 7)
        mailing_list = self.env["mailing.list"].create(
            {
                "name": "Press",
                "contact_ids": [
                    (0, 0, {"name": "Ada", "email": "ada@example.com"}),
                    (0, 0, {"name": "Zoe", "email": "zoe@example.com"}),
                ],
            }
        )
        mailing = self._make_mailing(pool_category_ids=False, contact_list_ids=[mailing_list.id])
        self.assertEqual(mailing.mailing_model_real, "mailing.contact")
        traces = self._send(mailing)
        by_email = dict(zip(traces.mapped("email"), traces.mapped("trace_status"), strict=True))
        self.assertEqual(by_email, {"ada@example.com": "cancel", "zoe@example.com": "outgoing"})

    def test_untyped_mailing_to_partners_is_not_ours(self):
        self._touch(self.ada, 7)
        partner = self.env["res.partner"].create({"name": "Ada", "email": "ada@example.com"})
        mailing = self._make_mailing(**self._target(partner))
        self.assertIsNone(mailing._get_pool_door())
        traces = self._send(mailing)
        self.assertFalse(traces.cadence_reason)
        self.assertEqual(len(self.ada.touch_ids), 1)

    def test_an_empty_pool_costs_no_query(self):
        partner = self.env["res.partner"].create({"name": "Customer", "email": "customer@example.com"})
        composer = self.env["mail.compose.message"].create(
            {"model": "res.partner", "res_ids": partner.ids, "composition_mode": "mass_mail"}
        )
        recipients = {partner.id: {"mail_to_normalized": ["other@example.com"]}}
        self.assertTrue(composer.use_exclusion_list)
        self.env.flush_all()
        partner.invalidate_recordset()
        empty = patch.object(self.registry["recruitment.pool.member"], "_is_pool_empty", lambda self: True)
        with empty, self.assertQueryCount(1):  # Odoo's own look at the blocklist
            composer._get_blacklist_record_ids({partner.id: {}}, recipients)

    def test_blocklist_and_missing_address_stay_odoo_s(self):
        self.env["mail.blacklist"]._add("ada@example.com")
        self.bob.email = False
        traces = self._send(self._make_mailing())
        self.assertEqual(sorted(traces.mapped("failure_type")), ["mail_bl", "mail_email_missing"])
        self.assertFalse((self.ada | self.bob).touch_ids)

    def test_blocklist_holds_on_the_address_really_used(self):
        """Odoo writes to an application's contact and looks up the application's own address."""
        application = self._make_applicant("Dan", "dan@example.com")
        contact = self.env["res.partner"].create({"name": "Dan", "email": "dan@example.org"})
        application.partner_id = contact
        application.email_from = "dan@example.com"
        contact.email = "dan@example.net"
        self.env["mail.blacklist"]._add("dan@example.net")
        traces = self._send(self._make_mailing(**self._target(application)))
        self.assertEqual((traces.email, traces.failure_type), ("dan@example.net", "mail_bl"))
        without = self._make_mailing(use_exclusion_list=False, **self._target(application))
        self.assertOutcome(self._send(without), {application: "outgoing"})

    def test_addresses_are_not_parsed_again(self):
        """The gate takes what Odoo has found out."""
        parse = "odoo.addons.mail.wizard.mail_compose_message.email_split_and_format"
        with patch(parse, side_effect=email_split_and_format) as parsed:
            self._send(self._make_mailing())
        self.assertEqual(parsed.call_count, 6, "of either mail: for the locks, and by Odoo for its state and its trace")

    def test_address_of_the_contact_is_not_the_person_s(self):
        """The form and the count say that there is no address: then nobody is written to."""
        self.ada.partner_id = self.env["res.partner"].create({"name": "Ada", "email": "ada@example.org"})
        self.ada.email = False
        mailing = self._make_mailing()
        self.assertIn("1 of 2", mailing.pool_audience_sentence)
        self.assertOutcome(self._send(mailing), {self.ada: "cancel", self.bob: "outgoing"})

    def test_test_mailing_leaves_no_touch(self):
        mailing = self._make_mailing()
        wizard = self.env["mailing.mailing.test"].create({"mass_mailing_id": mailing.id, "email_to": "ada@example.com"})
        with self.mock_mail_gateway():
            wizard.send_mail_test()
        self.assertEqual(len(self._mails), 1)
        self.assertFalse(self.env["recruitment.pool.touch"].search([]) & self.ada.touch_ids)

    def test_ab_samples_are_decided_and_not_asked_twice(self):
        self._touch(self.bob, 7)
        mailing = self._make_mailing(
            pool_category_ids=[self.category.id, self.other.id],
            ab_testing_enabled=True,
            ab_testing_pc=50,
            ab_testing_winner_selection="manual",
        )
        sample = self._send(mailing)
        self.assertEqual(len(sample), 1)
        with self.mock_mail_gateway():
            mailing.action_select_as_winner()
            winner = mailing.campaign_id.ab_testing_winner_mailing_id
            winner.action_send_mail()
        rest = self.traces.search([("mass_mailing_id", "=", winner.id)])
        self.assertFalse(set(rest.mapped("res_id")) & set(sample.mapped("res_id")))
        self.assertEqual(len(rest) + len(sample), 3)
        self.assertEqual(len(self.bob.touch_ids), 1, "held in sample and winner alike")

    def test_explicit_records_are_decided_too(self):
        self._touch(self.cleo, 7)
        mailing = self._make_mailing()
        with self.mock_mail_gateway():
            mailing.action_send_mail(res_ids=self.cleo.ids)
        self.assertOutcome(mailing.mailing_trace_ids, {self.cleo: "cancel"})

    def test_same_mailing_run_twice_adds_nothing(self):
        mailing = self._make_mailing()
        first = self._send(mailing)
        with self.mock_mail_gateway():  # what the other process does: it saw no trace
            mailing.action_send_mail(res_ids=(self.ada | self.bob).ids)
        # Core's list of seen addresses says so where the traces are committed...
        again = mailing.mailing_trace_ids - first
        self.assertEqual(set(again.mapped("failure_type")), {"mail_dup"})
        # ... and the gate where they are not: no mail and no trace.
        with self.mock_mail_gateway(), patch.object(type(mailing), "_get_seen_list", lambda self: set()):
            mailing.action_send_mail(res_ids=(self.ada | self.bob).ids)
        self.assertEqual(mailing.mailing_trace_ids, first | again)
        self.assertEqual(len((self.ada | self.bob).touch_ids), 2)

    def test_our_error_is_an_error_trace_that_retry_resends(self):
        mailing = self._make_mailing()
        gate = type(self.env["recruitment.pool.gate"])
        with (
            patch.object(gate, "_decide", side_effect=ValueError("bug")),
            mute_logger("odoo.addons.recruitment_pool.wizards.mail_compose_message"),
        ):
            traces = self._send(mailing)
        self.assertOutcome(traces, {self.ada: "error", self.bob: "error"})
        self.assertEqual(set(traces.mapped("cadence_reason")), {"error"})
        self.assertEqual(mailing.failed, 2, "Odoo offers Retry")
        self.assertEqual(mailing.pool_left_out_count, 0)
        mailing.action_retry_failed()
        self.assertEqual(mailing.state, "in_queue")
        traces = self._send(mailing)
        self.assertOutcome(traces, {self.ada: "outgoing", self.bob: "outgoing"})

    def test_only_solicitations_are_mailings(self):
        with self.assertRaises(ValidationError):
            self._make_mailing(pool_message_type_id=self.personal.id)

    def test_composer_with_statistics_is_guarded_once(self):
        composer = self.env["mail.compose.message"].create(
            {
                "composition_mode": "mass_mail",
                "model": self.ada._name,
                "res_ids": self.ada.ids,
                "subject": "News",
                "body": "<p>Hello</p>",
                "mass_mailing_name": "From the list",
                "pool_message_type_id": self.newsletter.id,
            }
        )
        with self.mock_mail_gateway():
            composer._action_send_mail()
        mailing = composer.mass_mailing_id
        self.assertEqual(mailing.pool_message_type_id, self.newsletter)
        self.assertEqual(
            (self.ada.touch_ids.origin_model, self.ada.touch_ids.origin_id),
            ("mailing.mailing", mailing.id),
        )

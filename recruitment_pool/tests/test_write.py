from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from odoo.addons.mail.tests.common import MailCase, mail_new_test_user

from .action_case import ActionCase
from .common import NOW


@tagged("post_install", "-at_install")
class TestWrite(ActionCase, MailCase, HttpCase):
    def _open(self, member, user=None):
        """The composer as the button opens it."""
        member = member.with_user(user or self.pool_user)
        context = member.action_write()["context"]
        return (
            self.env["mail.compose.message"]
            .with_user(user or self.pool_user)
            .with_context(**context)
            .create({"subject": "Hello", "body": "<p>How are you?</p>"})
        )

    def _send(self, composer):
        with self.mock_mail_gateway():
            composer._action_send_mail()

    def test_counted_once_sent(self):
        member = self._make_member(categories=[self._make_category("Monthly", self._make_policy((1, 28)))])
        composer = self._open(member)
        self.assertEqual(composer.partner_ids.email, "ada@example.com")
        self.assertFalse(composer.pool_warning or composer.pool_objection)
        self.assertFalse(member.touch_ids, "opening counts nothing")
        self._send(composer)
        touch = member.touch_ids
        self.assertEqual(
            (touch.state, touch.channel_id, touch.message_type_id, touch.is_counted, touch.user_id, touch.summary),
            ("sent", self.email, self.personal, True, self.pool_user, "Hello"),
        )
        self.assertEqual(member.next_allowed_day, (NOW + timedelta(days=28)).date())
        self.assertEqual(len(self._mails), 1)

    def test_mail_that_is_withdrawn_gives_the_allowance_back(self):
        member = self._make_member()
        composer = self._open(member)
        with self.mock_mail_gateway(mail_unlink_sent=False), patch.object(type(self.env["mail.mail"]), "send"):
            composer._action_send_mail()
            self.assertEqual(member.touch_ids.state, "reserved", "counted from when it waits in the queue")
            self.env["mail.mail"].search([("model", "=", member._name), ("res_id", "=", member.id)]).cancel()
        self.assertEqual(member.touch_ids.state, "released")

    def test_warned_before_when_it_is_too_early(self):
        member = self._make_member(categories=[self._make_category("Monthly", self._make_policy((1, 28)))])
        self._touch(member, 5)
        composer = self._open(member)
        self.assertIn("Next possible on 04/02/2027.", composer.pool_warning)
        self.assertFalse(composer.pool_objection)
        self._send(composer)
        self.assertEqual(len(member.touch_ids), 2, "warned, never held")

    def test_objection_asks_for_a_reason_that_is_kept(self):
        member = self._make_member(is_opted_out=True)
        composer = self._open(member)
        self.assertIn("Opted out", composer.pool_objection)
        with self.assertRaises(UserError):
            self._send(composer)
        composer.scheduled_date = "2027-03-11 09:00:00"
        with self.assertRaisesRegex(UserError, "with a reason only"):
            composer._action_schedule_message()
        composer.scheduled_date = False
        composer.pool_reason = "Called us and asked for an answer"
        self._send(composer)
        self.assertEqual(
            (member.touch_ids.state, member.touch_ids.reason), ("sent", "Called us and asked for an answer")
        )

    def test_quick_message_reaches_who_has_no_contact_yet(self):
        """Pool users may make no contacts: Odoo's chatter would drop the recipient and say nothing."""
        member = self._make_member()
        self.assertFalse(self.pool_user.has_group("base.group_partner_manager"))
        self.authenticate(self.pool_user.login, self.pool_user.login)
        with self.mock_mail_gateway():
            self.make_jsonrpc_request(
                "/mail/message/post",
                {
                    "thread_model": member._name,
                    "thread_id": member.id,
                    "post_data": {
                        "body": "Hello",
                        "message_type": "comment",
                        "subtype_xmlid": "mail.mt_comment",
                        "partner_emails": [member.email, "stranger@example.com"],
                    },
                },
            )
        self.assertEqual(member.touch_ids.message_type_id, self.personal)
        self.assertFalse(self.env["res.partner"].search([("email", "=", "stranger@example.com")]))

    def test_no_quick_message_past_an_objection(self):
        """That box has no place for a reason."""
        member = self._make_member(is_opted_out=True)
        partner = self.env["res.partner"].create({"name": "Ada", "email": member.email})
        post = {"body": "Hello", "subtype_xmlid": "mail.mt_comment", "partner_ids": partner.ids}
        own = member.with_user(self.pool_user)
        with self.mock_mail_gateway():
            with self.assertRaisesRegex(UserError, "The full composer asks for it"), self.cr.savepoint():
                own.message_post(message_type="comment", **post)
            self.assertFalse(self._new_mails)
            own.message_post(message_type="email", **post)
            member.sudo().with_user(self.env.ref("base.user_root")).message_post(message_type="comment", **post)
        self.assertEqual(len(member.touch_ids), 2, "sent from a mailbox, and by a scheduled action")

    def test_answer_within_seven_days_counts_nothing(self):
        member = self._make_member(is_opted_out=True)
        self._touch(member, 6, message_type=self.inbound)
        composer = self._open(member)
        self.assertFalse(composer.pool_objection, "who asks is answered")
        self._send(composer)
        touch = member.touch_ids.filtered(lambda t: t.direction == "out")
        self.assertEqual((touch.state, touch.is_counted), ("sent", False))

    def test_notes_and_mails_to_colleagues_are_no_contact(self):
        self.colleague.notification_type = "email"
        member = self._make_member().with_user(self.pool_user)
        post = {"message_type": "comment", "partner_ids": self.colleague.partner_id.ids}
        with self.mock_mail_gateway():
            member.message_post(body="note", subtype_xmlid="mail.mt_note", **post)
            member.message_post(body="mail", subtype_xmlid="mail.mt_comment", **post)
            self.assertTrue(self._new_mails, "a colleague has a mail")
        self.assertFalse(member.touch_ids)

    def test_mails_to_others_cost_no_query(self):
        partner = self.env["res.partner"].create({"name": "Customer"})
        composer = self.env["mail.compose.message"].create({"model": "res.partner", "res_ids": partner.ids})
        with self.assertQueryCount(0):
            self.assertFalse(composer.pool_warning or composer.pool_objection)

    def test_two_contacts_of_one_person_are_one_contact(self):
        """A colleague who is in the pool too has a mail of her own, with another button."""
        member = self._make_member()
        member.partner_id = self.env["res.partner"].create({"name": "Ada", "email": "ada@home.example.com"})
        user = mail_new_test_user(self.env, login="ada", email="ada@example.com", notification_type="email")
        partners = member.partner_id | user.partner_id
        with self.mock_mail_gateway(mail_unlink_sent=False):
            member.with_user(self.pool_user).message_post(
                body="Hello", message_type="comment", subtype_xmlid="mail.mt_comment", partner_ids=partners.ids
            )
            self.assertEqual(len(self._new_mails), 2)
        self.assertEqual(len(member.touch_ids), 1)

    def test_address_of_before_is_the_person_however_it_is_written(self):
        member = self._make_member(email="ada@bücher.example")
        member.email = "ada@example.com"
        partner = self.env["res.partner"].create({"name": "A", "email": "Ada <ada@bücher.example>"})
        with self.mock_mail_gateway():
            member.with_user(self.pool_user).message_post(
                body="Hello", message_type="comment", subtype_xmlid="mail.mt_comment", partner_ids=partner.ids
            )
        self.assertEqual(len(member.touch_ids), 1)

    def test_nobody_writes_without_an_address(self):
        member = self.Member.create({"name": "Phone only"})
        with self.assertRaises(UserError):
            member.with_user(self.pool_user).action_write()

    def test_rights(self):
        for user in (self.interviewer, self.marketer):
            with self.assertRaises(AccessError):
                self._open(self._make_member(), user)

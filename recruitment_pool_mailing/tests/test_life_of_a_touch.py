from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import PoolMailingCase


@tagged("post_install", "-at_install")
class TestLifeOfATouch(PoolMailingCase):
    def setUp(self):
        super().setUp()
        self.mailing = self._make_mailing()
        self._send(self.mailing)
        self.touch = self.ada.touch_ids
        self.trace = self.mailing.mailing_trace_ids.filtered(lambda t: t.res_id == self.ada.id)

    def test_reserved_then_sent(self):
        self.assertEqual(self.touch.state, "reserved")
        self._run_queue()
        self.assertEqual((self.touch.state, self.trace.trace_status), ("sent", "sent"))

    def test_bounce_gives_the_allowance_back(self):
        self._run_queue()
        self.gateway_mail_trace_bounce(self.mailing, self.ada)
        self.assertEqual((self.touch.state, self.trace.trace_status), ("bounced", "bounce"))
        self.assertEqual(self._verdict(self.ada)[0], "allowed")
        self.assertEqual(self._verdict(self.bob)[0], "postponed")

    def test_bounce_told_to_the_trace_alone(self):
        self._run_queue()
        self.trace.set_bounced()  # as an addon of another mail service does, whose word is the system's
        self.assertEqual(self.touch.state, "bounced")

    def test_gateway_run_by_anybody_reports_bounces(self):
        self._run_queue()
        # The user of an external gateway: may write traces, has no right on the ledger.
        with self.with_user("user_marketing"):
            self.gateway_mail_trace_bounce(self.mailing, self.ada.with_env(self.env))
        self.assertEqual(self.touch.state, "bounced")

    def test_marketing_user_cannot_empty_the_ledger_through_traces(self):
        self._run_queue()
        trace = self.trace.with_user(self.user_marketing)
        trace.set_bounced()
        trace.write({"trace_status": "cancel"})
        trace.unlink()
        self.assertEqual(self.touch.state, "sent")

    def test_transport_failure_keeps_it_retry_decides_again(self):
        mail = self.trace.mail_mail_id
        mail.state = "exception"
        mail._postprocess_sent_message([], [], failure_type="mail_smtp")
        self.assertEqual((self.touch.state, self.trace.trace_status), ("reserved", "error"))
        self.mailing.action_retry_failed()
        self.assertEqual(self.touch.state, "released")
        traces = self._send(self.mailing)
        self.assertOutcome(traces, {self.ada: "outgoing", self.bob: "outgoing"})
        self.assertEqual(sorted(self.ada.touch_ids.mapped("state")), ["released", "reserved"])

    def test_retry_asks_the_cadence_again(self):
        self.trace.mail_mail_id.state = "exception"
        self.mailing.action_retry_failed()
        self._touch(self.ada, 0, self.phone, self.personal)
        traces = self._send(self.mailing)
        self.assertOutcome(traces, {self.ada: "cancel", self.bob: "outgoing"})

    def test_bad_address_fails_it(self):
        mail = self.trace.mail_mail_id
        mail._postprocess_sent_message([], [], failure_type="mail_email_invalid")
        self.assertEqual(self.touch.state, "failed")

    def test_cancelled_or_deleted_mail_releases_it(self):
        self.trace.mail_mail_id.cancel()
        (self.mailing.mailing_trace_ids - self.trace).mail_mail_id.unlink()
        self.assertEqual(set((self.ada | self.bob).touch_ids.mapped("state")), {"released"})

    def test_ledger_outlives_mailing_and_traces(self):
        self._run_queue()
        self.mailing.unlink()
        self.assertEqual((self.touch.state, self.touch.summary), ("sent", "News"))

    def test_ledger_error_leaves_the_bounce(self):
        self._run_queue()
        touches = type(self.env["recruitment.pool.touch"])
        with (
            patch.object(touches, "_set_state", side_effect=ValueError("bug")),
            mute_logger("odoo.addons.recruitment_pool_mailing.models.mailing_trace"),
        ):
            self.gateway_mail_trace_bounce(self.mailing, self.ada)
        self.assertEqual(self.trace.trace_status, "bounce")

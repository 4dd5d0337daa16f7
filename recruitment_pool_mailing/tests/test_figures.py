from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import PoolMailingCase


@tagged("post_install", "-at_install")
class TestFigures(PoolMailingCase):
    def test_live_count_with_reasons(self):
        self._touch(self.ada, 7)
        self.bob.is_opted_out = True
        self._make_member("Dan", [self.category])
        self._make_member("Eve", [self.category], email=False)
        self._make_member("Fay", [self.category], email="fay@example.com")
        self.env["mail.blacklist"]._add("fay@example.com")
        mailing = self._make_mailing()
        self.assertEqual(mailing.pool_audience_sentence, "1 of 5 may receive it today, 1 more from March 31.")
        self.assertEqual(
            sorted(mailing.pool_audience_reasons.split(" · ")),
            [
                "Contacted too recently: 1",
                "No valid e-mail address: 1",
                "On the blocklist: 1",
                "Opted out: 1",
            ],
        )
        self._send(mailing)
        self.assertFalse(mailing.pool_audience_sentence, "what is sent is not foretold")

    def test_live_count_in_observe(self):
        self.company.pool_mode = "observe"
        self._touch(self.ada, 7)
        self.assertEqual(
            self._make_mailing().pool_audience_sentence,
            "2 of 2 will receive it, of whom the cadence, only observing, would leave out 1.",
        )

    def test_live_count_of_applications(self):
        self._touch(self.ada, 7)
        applicants = self._make_applicant("Ada", "ada@example.com") | self._make_applicant("Zoe", "zoe@example.com")
        applicants.write({"date_last_stage_update": "2026-01-01 00:00:00"})
        mailing = self._make_mailing(**self._target(applicants))
        self.assertEqual(mailing.pool_audience_sentence, "1 of 2 may receive it today, 1 more from March 31.")

    def test_the_draft_for_those_left_out_says_from_which_day(self):
        self._touch(self.ada, 7)
        self._touch(self.bob, 2)
        sent = self._make_mailing()
        self._send(sent)
        draft = self.env["mailing.mailing"].browse(sent.action_send_to_left_out()["res_id"])
        self.assertEqual(
            draft.pool_audience_sentence, "0 of 2 may receive it today, 2 more between March 31 and April 5."
        )

    def test_live_count_costs_the_same_for_many(self):
        counts = []
        for size in (1, 60):
            category = self._make_category(f"Of {size}")
            for number in range(size):
                self._make_member(f"M{size}-{number}", [category])
            mailing = self._make_mailing(pool_category_ids=[category.id])
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(mailing.pool_audience_sentence, f"{size} of {size} may receive it today.")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)

    def test_sentence_after_sending(self):
        self._touch(self.ada, 7)
        self._touch(self.bob, 20)
        mailing = self._make_mailing()
        self.assertFalse(mailing.pool_left_out_sentence)
        self._send(mailing)
        self.assertEqual(
            mailing.pool_left_out_sentence,
            "2 left out by the cadence, the first free on March 18, 2027.",
        )
        self.assertEqual(mailing.pool_left_out_reasons, "Contacted too recently: 2")
        self.assertEqual(mailing.canceled, mailing.pool_left_out_count)
        action = mailing.action_view_pool_left_out()
        traces = self.env["mailing.trace"].search(action["domain"])
        self.assertEqual(
            (len(traces), set(traces.mapped("cadence_reason")), action["name"]),
            (2, {"cap"}, "Left Out by the Cadence"),
        )
        self.assertEqual(
            set(traces.mapped("pool_recipient_name")),
            set(self.Member.browse(traces.mapped("res_id")).mapped("name")),
        )

    def test_sentence_without_a_day(self):
        (self.ada | self.bob).write({"is_opted_out": True})
        mailing = self._make_mailing()
        self._send(mailing)
        self.assertEqual(mailing.pool_left_out_sentence, "2 left out by the cadence.")

    def test_sentence_in_observe(self):
        self.company.pool_mode = "observe"
        self._touch(self.ada, 7)
        mailing = self._make_mailing()
        self._send(mailing)
        self.assertEqual(
            mailing.pool_left_out_sentence,
            "1 would have been left out by the cadence, the first free on March 31, 2027: "
            "it only observes, they received this mailing.",
        )
        self.assertEqual((mailing.pool_left_out_count, mailing.pool_observed_count), (0, 1))
        with self.assertRaises(UserError):
            mailing.action_send_to_left_out()

    def test_send_to_those_left_out(self):
        self._touch(self.bob, 7)
        mailing = self._make_mailing(preview="Look")
        self._send(mailing)
        draft = self.env["mailing.mailing"].browse(mailing.action_send_to_left_out()["res_id"])
        self.assertEqual(
            (draft.state, draft.body_html, draft.subject, draft.preview),
            ("draft", mailing.body_html, mailing.subject, "Look"),
        )
        self.assertEqual(draft.pool_message_type_id, self.newsletter)
        self.assertEqual(draft._get_recipients(), self.bob.ids)
        self.assertTrue(draft.pool_is_custom_audience)
        # Frozen: who joins later, or leaves, changes nothing.
        self._make_member("Late", [self.category])
        self.bob.category_ids = self.other
        draft.pool_message_type_id = self.env.ref("recruitment_pool.message_type_job_alert")
        self.assertEqual(draft._get_recipients(), self.bob.ids)
        self.bob.touch_ids.sudo().day = "2027-01-01"
        self.assertOutcome(self._send(draft), {self.bob: "outgoing"})

from odoo.tests import tagged

from odoo.addons.recruitment_pool.door import Request

from .common import PoolMailingCase


@tagged("post_install", "-at_install")
class TestObserving(PoolMailingCase):
    """Where the company only observes everything goes as without us, and the ledger counts it once."""

    def test_observe_sends_and_says_who_would_not(self):
        self.company.pool_mode = "observe"
        self._touch(self.bob, 7)
        traces = self._send(self._make_mailing())
        self.assertOutcome(traces, {self.ada: "outgoing", self.bob: "outgoing"})
        observed = traces.filtered("cadence_is_observed")
        self.assertEqual((observed.res_id, observed.cadence_reason), (self.bob.id, "cap"))
        self.assertEqual(len(self.bob.touch_ids), 2)

    def test_observing_two_applications_under_way_of_one_person_both_get_it(self):
        """As without us; the ledger counts one mailing once, whatever the first reason to leave somebody out."""
        self.company.pool_mode = "observe"
        self.ada.email = "ada@example.org"
        self.ada.email = "ada@example.com"  # she is known by both
        applicants = self._make_applicant("Ada", "ada@example.com") | self._make_applicant("Ada", "ada@example.org")
        for size in (50, 1):
            self.env["ir.config_parameter"].set_param("mail.batch_size", size)
            traces = self._send(self._make_mailing(**self._target(applicants)))
            self.assertOutcome(traces, dict.fromkeys(applicants, "outgoing"))
            self.assertEqual(set(traces.mapped("cadence_reason")), {"live_process"})
            self.assertEqual(traces.pool_touch_ids, self.ada.touch_ids[:1])
        self.assertEqual(len(self.ada.touch_ids), 2)

    def test_observing_a_mailbox_of_two_is_counted_once_for_each(self):
        """One of them objects and both got it: what goes to the other alone is no second contact."""
        self.company.pool_mode = "observe"
        self.ada.is_opted_out = True
        origin = ("mailing.mailing", self._make_mailing().id)
        requests = [Request(1, member_ids=(self.ada | self.bob)._ids), Request(2, member_ids=self.bob._ids)]
        answers = self.env["recruitment.pool.gate"]._decide(requests, "email", self.newsletter, origin, self.company)
        self.assertTrue(answers[1].is_allowed and answers[2].is_allowed)
        self.assertEqual((len(self.ada.touch_ids), len(self.bob.touch_ids)), (1, 1))

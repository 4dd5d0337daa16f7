from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .action_case import ActionCase


@tagged("post_install", "-at_install")
class TestPause(ActionCase):
    def _pause(self, members, **vals):
        self._make_wizard("pause", members, **vals).action_pause()

    def _activities(self, members):
        return self.env["mail.activity"].search([("res_model", "=", members._name), ("res_id", "in", members.ids)])

    def test_quick_choices(self):
        wizard = self._make_wizard("pause", self._make_member())
        self.assertEqual((wizard.when, wizard.date), ("quarter", date(2027, 6, 10)))
        wizard.when = "month"
        self.assertEqual(wizard.date, date(2027, 4, 10))
        wizard.when = "date"
        self.assertEqual(wizard.date, date(2027, 4, 10), "the date to start from")

    def test_paused_until_the_day_with_an_activity_on_it(self):
        member = self._make_member(user_id=self.colleague.id)
        self._pause(member, when="date", date=date(2027, 5, 3), words="Back from leave", activity_type_id=self.mail.id)
        self.assertEqual(member.paused_until, date(2027, 5, 3))
        self.assertEqual(member.next_allowed_day, date(2027, 5, 3))
        activity = self._activities(member)
        self.assertEqual(
            (activity.date_deadline, activity.activity_type_id, activity.user_id, activity.summary),
            (date(2027, 5, 3), self.mail, self.colleague, "Back from leave"),
        )

    def test_nobody_in_charge_reminds_who_paused(self):
        member = self._make_member(user_id=False)
        self._pause(member)
        self.assertEqual(self._activities(member).user_id, self.pool_user)

    def test_paused_again_leaves_one_activity(self):
        member = self._make_member()
        self._pause(member, when="month")
        self._pause(member, when="quarter")
        self.assertEqual(self._activities(member).mapped("date_deadline"), [date(2027, 6, 10)])

    def test_ending_takes_its_activity_and_no_other(self):
        member = self._make_member()
        other = member._schedule_step(self.call, date(2027, 4, 1), "Other")
        self._pause(member)
        member.with_user(self.pool_user).action_end_pause()
        self.assertFalse(member.paused_until)
        self.assertEqual(self._activities(member), other)
        self.assertEqual(member.contact_state, "now")

    def test_activity_follows_the_date_written_on_the_form(self):
        member = self._make_member()
        self._pause(member)
        member.with_user(self.pool_user).paused_until = "2027-04-20"
        self.assertEqual(self._activities(member).date_deadline, date(2027, 4, 20))
        member.with_user(self.pool_user).paused_until = False
        self.assertFalse(self._activities(member))

    def test_without_a_reminder(self):
        member = self._make_member()
        self._pause(member, activity_type_id=False)
        self.assertTrue(member.paused_until)
        self.assertFalse(self._activities(member))

    def test_only_days_to_come(self):
        for day in (date(2027, 3, 10), date(2027, 3, 1), date(2040, 1, 1)):
            with self.assertRaises(UserError):
                self._pause(self._make_member(), when="date", date=day)

    def test_rights(self):
        member = self._make_member()
        for user in (self.interviewer, self.marketer):
            with self.assertRaises(AccessError):
                self._make_wizard("pause", member, user)
            with self.assertRaises(AccessError):
                member.with_user(user).action_end_pause()
        other = self.env["res.company"].create({"name": "Other"})
        with self.assertRaises(AccessError):
            self._pause(self._make_member("There", company_id=other.id))

    def test_many_cost_what_one_costs(self):
        people = self._make_people(102, "paused")
        one, many = self._count_for_few_and_many(self._pause, people)
        self.assertEqual(one, many)
        self.assertEqual(len(self._activities(people)), 102)
        one, many = self._count_for_few_and_many(lambda some: some.with_user(self.pool_user).action_end_pause(), people)
        self.assertEqual(one, many)
        self.assertFalse(self._activities(people))

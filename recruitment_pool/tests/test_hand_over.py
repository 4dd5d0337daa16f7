from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .action_case import ActionCase


@tagged("post_install", "-at_install")
class TestHandOver(ActionCase):
    def _hand_over(self, members, user=None, **vals):
        return self._make_wizard(
            "hand.over", members, user, **{"user_id": self.colleague.id, **vals}
        ).action_hand_over()

    def _notified(self):
        return self.env["mail.message"].search(
            [("message_type", "=", "user_notification"), ("partner_ids", "in", self.colleague.partner_id.ids)]
        )

    def test_note_activities_and_one_message(self):
        people = self._make_people(3, "given")
        mine = people._schedule_step(self.call, "2027-04-01", "Call")
        foreign = people[:1]._schedule_step(self.mail, "2027-04-01", "Write", user_id=self.pool_manager.id)
        known = self._notified()
        self._hand_over(people, words="Knows the plant in Nantes")
        self.assertEqual(people.user_id, self.colleague)
        self.assertEqual(mine.user_id, self.colleague)
        self.assertEqual(foreign.user_id, self.pool_manager, "another's activity stays where it is")
        for member in people:
            self.assertIn("Knows the plant in Nantes", "".join(member.message_ids.mapped("body")))
        message = self._notified() - known
        self.assertEqual(len(message), 1, "one message, and not one for each person and activity")
        self.assertIn("given2", message.body)

    def test_activities_stay_where_they_are_when_chosen(self):
        people = self._make_people(1, "kept")
        activity = people._schedule_step(self.call, "2027-04-01", "Call")
        self._hand_over(people, is_with_activities=False)
        self.assertEqual((people.user_id, activity.user_id), (self.colleague, self.pool_user))

    def test_told_only_when_wished_and_never_oneself(self):
        known = self._notified()
        self._hand_over(self._make_people(2, "quiet"), is_told=False)
        self._hand_over(self._make_people(1, "own"), user=self.colleague)
        self.assertEqual(self._notified(), known)

    def test_one_person_is_named_on_the_person(self):
        person = self._make_people(1, "single")
        known = self._notified()
        self._hand_over(person)
        message = self._notified() - known
        self.assertEqual((message.model, message.res_id), (person._name, person.id))

    def test_not_to_who_would_not_see_them(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.pool_manager.company_ids += other
        there = self._make_member("There", company_id=other.id)
        with self.assertRaises(UserError):
            self._make_wizard(
                "hand.over",
                there,
                self.pool_manager,
                {"allowed_company_ids": (self.company | other).ids},
                user_id=self.colleague.id,
            ).action_hand_over()

    def test_not_to_who_does_not_use_the_pool(self):
        people = self._make_people(1, "kept")
        for user in ("base.public_user", "base.template_portal_user_id", "base.user_root"):
            with self.assertRaisesRegex(UserError, "does not use the candidate pool"):
                self._hand_over(people, user_id=self.env.ref(user).id)
        self.assertEqual(people.user_id, self.pool_user)

    def test_rights(self):
        for user in (self.interviewer, self.marketer):
            with self.assertRaises(AccessError):
                self._hand_over(self._make_member(), user)

    def test_choice_is_among_those_who_see_people(self):
        domain = (
            self.env["recruitment.pool.hand.over"]
            ._fields["user_id"]
            .get_comodel_domain(self.env["recruitment.pool.hand.over"].with_user(self.pool_user))
        )
        users = self.env["res.users"].with_user(self.pool_user).search(domain)
        self.assertIn(self.colleague, users)
        self.assertNotIn(self.interviewer, users)

    def test_many_cost_what_one_costs(self):
        people = self._make_people(102, "many")
        people._schedule_step(self.call, "2027-04-01", "Call", user_id=self.pool_user.id)
        one, many = self._count_for_few_and_many(
            lambda some: self._hand_over(some, words="Note", is_told=False), people
        )
        self.assertEqual(one, many)
        self.assertEqual(people.activity_ids.user_id, self.colleague)

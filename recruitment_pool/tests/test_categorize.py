from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .action_case import ActionCase


@tagged("post_install", "-at_install")
class TestCategorize(ActionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.loose = cls._make_category("Loose", cls._make_policy((2, 28)))
        cls.strict = cls._make_category("Strict", cls._make_policy((1, 60)))
        cls.by_criteria = cls._make_category(
            "Criteria", cls._make_policy((2, 28)), criteria_domain="[('name', '=like', 'Auto%')]"
        )

    def _apply(self, way, members, categories, **vals):
        wizard = self._make_wizard(
            "categorize", members, context={"default_way": way}, category_ids=categories.ids, **vals
        )
        return wizard, wizard.action_apply()

    def _lines(self, members):
        return sorted(
            members.membership_ids.mapped(lambda m: (m.member_id.name, m.category_id.name, m.manual, m.since, m.reason))
        )

    def test_added_with_reason_and_undone(self):
        people = self._make_member("In", [self.loose]) | self._make_member("Out")
        before = self._lines(people)
        wizard, action = self._apply("in", people, self.loose | self.strict, reason="Finalist")
        self.assertEqual(people[1].category_ids, self.loose | self.strict)
        self.assertEqual(set(people[1].membership_ids.mapped("reason")), {"Finalist"})
        self.assertEqual(action["tag"], "recruitment_pool_undo")
        wizard.action_undo()
        self.assertEqual(self._lines(people), before)

    def test_says_who_may_be_contacted_later(self):
        people = self._make_member("Early", [self.loose]) | self._make_member("Free")
        self._touch(people[0], 5)
        _wizard, action = self._apply("in", people, self.strict)
        self.assertIn("later than before: 1", action["params"]["message"])

    def test_removed_and_undone(self):
        """What criteria put there is kept out by hand, and comes back as it was."""
        people = self._make_member("Manual", [self.loose]) | self._make_member("Auto")
        people[0].membership_ids.write({"since": date(2026, 1, 1), "until": date(2028, 1, 1), "reason": "Good"})
        self.by_criteria._evaluate_criteria()
        before = self._lines(people)
        self.assertEqual(people[1].membership_ids.manual, False)
        wizard, _action = self._apply("out", people, self.loose | self.by_criteria)
        self.assertFalse(people.category_ids)
        self.assertEqual(people[1].membership_ids.manual, "out")
        wizard.action_undo()
        self.assertEqual(self._lines(people), before)
        self.assertEqual(people[0].membership_ids.until, date(2028, 1, 1))
        people[0].membership_ids.unlink()
        wizard.action_undo()
        self.assertFalse(people[0].category_ids, "a second click brings nothing back")

    def test_nothing_to_choose_where_all_are_in_one(self):
        people = self._make_member("A", [self.loose]) | self._make_member("B", [self.loose])
        wizard = self._make_wizard("categorize", people, context={"default_way": "out"})
        self.assertEqual(wizard.category_ids, self.loose)
        self.assertEqual(wizard.present_ids, self.loose)
        with self.assertRaises(UserError):
            self._make_wizard("categorize", people).action_apply()

    def test_dragged_between_columns(self):
        member = self._make_member("Drag", [self.strict]).with_user(self.pool_user)
        self.assertFalse(member.action_move_category(self.strict.id, self.loose.id), "nothing gets tighter")
        self.assertEqual(member.category_ids, self.loose)
        member.action_move_category(self.loose.id, False)
        self.assertFalse(member.category_ids)

    def test_asks_before_the_policy_gets_tighter(self):
        member = self._make_member("Drag", [self.loose]).with_user(self.pool_user)
        self._touch(member, 5)
        events = self.env["recruitment.pool.membership.event"].search_count([])
        question = member.action_move_category(self.loose.id, self.strict.id)
        self.assertEqual(
            question,
            "Drag will be contacted less often: at most 1 message in 60 days (until now: at most 2 messages in "
            "28 days). Next contact possible on 05/04/2027.",
        )
        self.assertEqual((member.category_ids, member.next_allowed_day), (self.loose, date(2027, 3, 10)))
        self.assertEqual(self.env["recruitment.pool.membership.event"].search_count([]), events, "only tried")
        self.assertFalse(member.action_move_category(self.loose.id, self.strict.id, True))
        self.assertEqual((member.category_ids, member.next_allowed_day), (self.strict, date(2027, 5, 4)))

    def test_asks_before_criteria_are_overruled(self):
        member = self._make_member("Auto")
        self.by_criteria._evaluate_criteria()
        member = member.with_user(self.pool_user)
        self.assertIn("kept out of it by hand", member.action_move_category(self.by_criteria.id, self.loose.id))
        member.action_move_category(self.by_criteria.id, self.loose.id, True)
        self.by_criteria._evaluate_criteria()
        self.assertEqual(member.category_ids, self.loose)

    def test_columns_without_people_are_there_too(self):
        self._make_member("Alone", [self.loose])
        groups = (
            self.Member.with_user(self.pool_user)
            .with_context(read_group_expand=True)
            .web_read_group([("name", "=", "Alone")], ["category_ids"], ["__count"])["groups"]
        )
        counts = {group["category_ids"][0]: group["__count"] for group in groups if group["category_ids"]}
        self.assertEqual((counts[self.loose.id], counts[self.strict.id]), (1, 0))

    def test_rights(self):
        member = self._make_member("Seen", [self.loose])
        for user in (self.interviewer, self.marketer):
            with self.assertRaises(AccessError):
                self._make_wizard("categorize", member, user)
            with self.assertRaises(AccessError):
                member.with_user(user).action_move_category(self.loose.id, False)

    def test_many_cost_what_one_costs(self):
        people = self._make_people(102, "cat")
        for way in ("in", "out"):
            one, many = self._count_for_few_and_many(lambda some, w=way: self._apply(w, some, self.loose), people)
            self.assertEqual(one, many, way)

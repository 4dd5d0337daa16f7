from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .criteria_case import CriteriaCase


@tagged("post_install", "-at_install")
class TestCriteriaLater(CriteriaCase):
    """What is kept of who was in, what night and change make of it, and what an editor is shown before."""

    def test_history_of_hand_written_memberships(self):
        line = self.category.membership_ids.create(
            {"member_id": self.bob.id, "category_id": self.category.id, "reason": "Met at a fair"}
        )
        line.reason = "Met at two fairs"
        line.manual = "out"
        line.manual = "in"
        line.unlink()
        self.assertEqual(
            self._history(),
            [
                ("Bob", "join", False, "Met at a fair"),
                ("Bob", "leave", False, "Met at two fairs"),
                ("Bob", "join", False, "Met at two fairs"),
                ("Bob", "leave", False, "Taken out by hand"),
            ],
        )

    def test_history_without_lines_says_so(self):
        self.assertIn("Nobody has joined or left yet", self.category.action_view_events()["help"])

    def test_nobody_writes_the_history(self):
        self.category.criteria_domain = self.criteria
        event = self.category.event_ids.with_user(self.pool_manager)
        event.read(["reason"])
        for act in (event.unlink, event.copy, lambda: event.write({"reason": "x"})):
            with self.assertRaises(AccessError):
                act()

    def test_night_logs_what_dates_did_and_evaluates(self):
        line = self.category.membership_ids.create({"member_id": self.bob.id, "category_id": self.category.id})
        self.env.flush_all()
        self.cr.execute(
            "UPDATE recruitment_pool_membership SET since = '2027-01-01', until = '2027-03-09' WHERE id = %s", [line.id]
        )
        self.cr.execute("UPDATE recruitment_pool_category SET criteria_domain = %s WHERE id = %s",
                        [self.criteria, self.category.id])  # fmt: skip
        # Written set-based, as an adoption does: nobody logged it.
        self.cr.execute(
            """INSERT INTO recruitment_pool_membership (member_id, category_id, company_id, since, manual, reason)
               VALUES (%s, %s, %s, '2027-03-01', 'in', 'Adopted')""",
            [self._make_member("Eve").id, self.category.id, self.company.id],
        )
        self.env.invalidate_all()
        for _night in range(2):
            with self.enter_registry_test_mode():
                self.env.ref("recruitment_pool.ir_cron_evaluate_criteria").method_direct_trigger()
            self.env.invalidate_all()
        self.assertEqual(
            sorted(row[:3] for row in self._history()),
            [("Ada", "join", True), ("Bob", "join", False), ("Bob", "leave", False), ("Eve", "join", False)],
        )

    def test_changed_people_follow_soon(self):
        self.category.criteria_domain = self.criteria
        refresh = self.env.ref("recruitment_pool.ir_cron_refresh_pool")
        with self.enter_registry_test_mode():
            refresh.method_direct_trigger()
        self._apply("Bob", self.job)
        self.env.flush_all()
        # What changed is the application, not the person.
        self.cr.execute("UPDATE recruitment_pool_member SET write_date = '2027-01-01'")
        with self.enter_registry_test_mode():
            refresh.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(self._current(), {"Ada", "Bob"})

    def test_one_broken_category_does_not_stop_the_others(self):
        broken = self._make_category("Broken")
        self.env.flush_all()
        self.cr.execute(
            "UPDATE recruitment_pool_category SET criteria_domain = %s WHERE id = %s",
            ["[('gone', '=', 1)]", broken.id],
        )
        self.cr.execute(
            "UPDATE recruitment_pool_category SET criteria_domain = %s WHERE id = %s", [self.criteria, self.category.id]
        )
        self.env.invalidate_all()
        with self.assertLogs("odoo.addons.recruitment_pool.models.recruitment_pool_criteria_mixin", "WARNING"):
            self.env["recruitment.pool.category"]._evaluate_all()
        self.assertEqual(self._current(), {"Ada"})
        with self.assertRaises(UserError):
            broken.action_evaluate_criteria()

    def test_preview_writes_nothing_and_tells_the_truth(self):
        self.category.criteria_domain = self.criteria
        before = self.category.membership_ids.ids
        draft = self.category.new(origin=self.category)
        draft.criteria_domain = "[('name', '=', 'Bob')]"
        join, leave = draft.criteria_preview["lines"]
        self.assertEqual(
            (join["label"], join["names"], join["ids"], leave["label"], leave["names"]),
            ("Would join: 1", "Bob", self.bob.ids, "Would leave: 1", "Ada"),
        )
        self.env.invalidate_all()
        self.assertEqual((self.category.membership_ids.ids, len(self._history())), (before, 1))
        self.category.criteria_domain = "[('name', '=', 'Bob')]"
        self.assertEqual(self.category.membership_ids.member_id, self.bob)
        draft.criteria_domain = "[('applicant_ids.salary_expected', '>', 1)]"
        self.assertIn("Applications › Expected", draft.criteria_preview["error"])

    def test_preview_shows_only_people_of_the_users_companies(self):
        other = self.env["res.company"].create({"name": "Other"})
        self._make_member("Secret", company_id=other.id)
        common = self._make_category("Common", company_id=False)
        draft = common.with_user(self.pool_manager).new(origin=common.with_user(self.pool_manager))
        draft.criteria_domain = "[('name', 'in', ['Secret', 'Bob'])]"
        self.assertEqual(draft.criteria_preview["lines"][0]["names"], "Bob")

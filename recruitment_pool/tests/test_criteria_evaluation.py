from datetime import date

from odoo import SUPERUSER_ID
from odoo.tests import tagged

from .criteria_case import CriteriaCase


@tagged("post_install", "-at_install")
class TestCriteriaEvaluation(CriteriaCase):
    """Who joins, who leaves, and what is kept of it."""

    def test_saving_fills_and_folds(self):
        self._touch(self.ada, 10)
        self._touch(self.bob, 10)
        (self.ada | self.bob)._fold()
        self.assertEqual(self.ada.next_allowed_day, date(2027, 3, 10))
        self.category.criteria_domain = self.criteria
        membership = self.category.membership_ids
        reason = "Criteria: Applications › Job Position is Welder"
        self.assertEqual(
            [(m.member_id, m.manual, m.reason, m.since, m.until, m.is_current) for m in membership],
            [(self.ada, False, reason, date(2027, 3, 10), False, True)],
        )
        self.assertEqual(self._history(), [("Ada", "join", True, reason)])
        self.assertEqual((self.ada.next_allowed_day, self.bob.next_allowed_day), (date(2027, 4, 19), date(2027, 3, 10)))
        self.assertEqual(self.ada.category_ids, self.category, "the cache knows")

    def test_reason_in_the_language_of_who_wrote_the_criteria(self):
        """And not in that of the night's user: it would be written anew every night."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.pool_manager.lang = "fr_FR"
        self.category.with_user(self.pool_manager).criteria_domain = "[('name', 'ilike', 'Ada')]"
        said = self.category.membership_ids.reason
        self.assertIn("contient Ada", said)
        self.env["recruitment.pool.category"]._evaluate_all()
        self.assertEqual(self.category.membership_ids.reason, said)

    def test_reason_in_the_language_of_the_company_where_no_user_wrote_them(self):
        """As an installation does: neither the night nor who asks for an evaluation words it anew."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.company.partner_id.lang = "fr_FR"
        category = self.category.with_user(SUPERUSER_ID).with_context(lang="en_US")
        category.criteria_domain = "[('name', 'ilike', 'Ada')]"
        self.assertIn("contient Ada", category.membership_ids.reason)
        category._evaluate_all()
        self.assertIn("contient Ada", category.membership_ids.reason)

    def test_leaving_keeps_the_reason(self):
        self._touch(self.ada, 10)
        self.category.criteria_domain = self.criteria
        self.application.job_id = False
        self.category._evaluate_criteria()
        self.assertFalse(self.category.membership_ids)
        self.assertEqual(
            self._history()[1:],
            [("Ada", "leave", True, "Does not meet the criteria: Applications › Job Position is Welder")],
        )
        self.assertEqual(self.ada.next_allowed_day, date(2027, 3, 10), "who left is folded too")

    def test_manual_in_and_out_win(self):
        self._apply("Bob", self.job)
        eve = self._make_member("Eve", [self.category])
        self._make_category("Other")
        self.category.membership_ids.create(
            {"member_id": self.ada.id, "category_id": self.category.id, "manual": "out", "reason": "Asked"}
        )
        self.category.criteria_domain = self.criteria
        for _night in range(2):
            self.category._evaluate_criteria()
            self.assertEqual(self._current(), {"Bob", "Eve"})
        self.category.criteria_domain = False
        self.assertEqual(self._current(), {"Eve"}, "who was put in by hand stays without criteria")
        self.assertEqual(eve.membership_ids.manual, "in")
        self.assertEqual(self.ada.membership_ids.reason, "Asked")

    def test_decision_by_hand_that_ended_gives_way(self):
        line = self.category.membership_ids.create({"member_id": self.ada.id, "category_id": self.category.id})
        line.write({"since": "2027-01-01", "until": "2027-03-09"})
        self.category.criteria_domain = self.criteria
        self.assertEqual((line.manual, line.since, line.until), (False, date(2027, 3, 10), False))
        self.application.job_id = False
        line.write({"manual": "in", "until": "2027-03-10"})
        self.category._evaluate_criteria()
        self.assertEqual(self._current(), {"Ada"}, "its last day is today")

    def test_taken_out_by_hand_stays_out(self):
        """The tag removed on the person's form must not come back at night."""
        self.category.criteria_domain = self.criteria
        self.ada.category_ids = False
        self.assertFalse(self._current())
        self.category._evaluate_criteria()
        self.assertFalse(self._current())
        self.assertEqual(self._history()[-1], ("Ada", "leave", False, "Taken out by hand"))
        self.ada.category_ids = self.category
        self.assertEqual(self._current(), {"Ada"})

    def test_refused_application_counts(self):
        """Odoo archives what it refuses."""
        self.application.active = False
        self.category.criteria_domain = self.criteria
        self.assertEqual(self._current(), {"Ada"})

    def test_archived_and_erased_people(self):
        self.category.criteria_domain = self.criteria
        self.ada.active = False
        self.category._evaluate_criteria()
        self.assertTrue(self.category.membership_ids, "set aside is not leaving")
        self._apply("Bob", self.job)
        self.bob.active = False
        self.category._evaluate_criteria()
        self.assertEqual(self.category.membership_ids.member_id, self.ada, "nor do archived people join")
        self._apply("Eve", self.job)
        self._make_member("Eve", is_erased=True)
        self.category._evaluate_criteria()
        self.assertEqual(self.category.membership_ids.member_id, self.ada)

    def test_companies(self):
        other = self.env["res.company"].create({"name": "Other"})
        there = self._make_member("There", company_id=other.id)
        shared = self._make_member("Shared", company_id=False)
        everybody = "[('name', 'in', ['Ada', 'There', 'Shared'])]"
        self.category.criteria_domain = everybody
        self.assertEqual(self.category.membership_ids.member_id, self.ada)
        common = self._make_category("Common", company_id=False, criteria_domain=everybody)
        self.assertEqual(common.sudo().membership_ids.member_id, self.ada | there | shared)
        common.sudo().membership_ids._check_company()
        self.category.company_id = other
        self.assertEqual(self.category.sudo().membership_ids.member_id, there)

    def test_childs_criteria_are_its_own(self):
        child = self._make_category("Child", parent_id=self.category.id, criteria_domain="[('name', '=', 'Bob')]")
        self.category.criteria_domain = self.criteria
        self.assertEqual(child.membership_ids.member_id, self.bob)
        self.assertEqual(self.category.membership_ids.member_id, self.ada)

    def test_relative_dates_move_on(self):
        self.category.criteria_domain = "[('create_date', '<', 'today -6m')]"
        self.env.flush_all()
        self.assertFalse(self._current())
        self.cr.execute("UPDATE recruitment_pool_member SET create_date = '2026-09-01' WHERE id = %s", [self.ada.id])
        self.category._evaluate_criteria()
        self.assertEqual(self._current(), {"Ada"})

    def test_nobody_changes_nothing_is_written(self):
        self.category.criteria_domain = self.criteria
        self.category._evaluate_criteria()
        with self.assertQueryCount(3):  # a savepoint, the statement, its release: nobody is folded
            self.assertEqual(self.category._evaluate_criteria(), {"join": set(), "leave": set()})
        self.assertEqual(len(self._history()), 1)

    def test_queries_do_not_grow_with_people(self):
        def count(names):
            self.Member.create([{"name": name, "email": f"{name}@example.com"} for name in names])
            categories = self.env["recruitment.pool.category"].create([{"name": f"C{n}"} for n in range(3)])
            self.env.flush_all()
            self.cr.execute(
                "UPDATE recruitment_pool_category SET criteria_domain = %s WHERE id = ANY(%s)",
                [str([("name", "in", names)]), categories.ids],
            )
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            categories._evaluate_criteria()
            self.assertEqual(len(categories.membership_ids), 3 * len(names))
            return self.cr.sql_log_count - before

        count(["warm"])
        self.assertEqual(count(["one"]), count([f"many{n}" for n in range(100)]))

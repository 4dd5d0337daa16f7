from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common import PoolCase


@tagged("post_install", "-at_install")
class TestCriteria(PoolCase):
    """What criteria may ask, and how they read."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.job = cls.env["hr.job"].create({"name": "Welder"})
        cls.category = cls._make_category("Filled")

    def _refused(self, criteria):
        with self.assertRaises(ValidationError, msg=criteria) as caught, self.cr.savepoint():
            self.category.criteria_domain = criteria
        return str(caught.exception)

    def test_what_the_editor_may_not_read_is_refused(self):
        """Each would tell, by who joins, what a pool user has no right to read, or hang on the order."""
        for criteria in (
            "[('applicant_ids.salary_expected', '>', 40000)]",
            "[('applicant_ids', 'any', [('salary_expected', '>', 40000)])]",
            "['!', '|', ('name', '=', 'x'), ('applicant_ids', 'not any', [('salary_proposed', '>', 1)])]",
            "[('applicant_ids.employee_id', '!=', False)]",
            "[('applicant_ids.applicant_notes', 'ilike', 'pregnant')]",
            "[('applicant_ids.job_id.user_id', '=', 2)]",
            "[('applicant_ids.job_id', 'any', [('user_id.login', '=', 'admin')])]",
            "[('applicant_ids.job_id', 'any', [])]",
            "[('applicant_ids', 'ilike', 'Ada')]",
            "[('applicant_ids', 'in', [1])]",
            "[('applicant_ids', '=', 1)]",
            "[('user_id.login', '=', 'admin')]",
            "[('partner_id.comment', 'ilike', 'x')]",
            "[('message_ids.body', 'ilike', 'x')]",
            "[('category_ids', 'in', [1])]",
            "[('next_allowed_day', '<', 'today')]",
            "[('no_such_field', '=', 1)]",
        ):
            self.assertIn("cannot use the field", self._refused(criteria))

    def test_refusal_names_fields_as_the_editor_does(self):
        words = self._refused("[('applicant_ids.salary_expected', '>', 40000)]")
        self.assertIn("'Applications › Expected'", words)
        self.assertIn("Applications › Job Position, ", words)
        self.assertNotIn("applicant_ids", words)
        self.assertNotIn("job_title", words)
        self.assertIn("'no_such_field'", self._refused("[('no_such_field', '=', 1)]"))

    def test_person_in_charge_by_choice_only(self):
        """A text is looked up in logins too."""
        for value in ("'admin'", "['admin']"):
            self.assertIn("person in charge", self._refused(f"[('user_id', 'in', {value})]"))
        self.category.criteria_domain = f"[('user_id', 'in', [{self.env.uid}])]"

    def test_no_code(self):
        for criteria in (
            "uid",
            "[('name', '=', uid)]",
            "[('name', '=', __import__('os'))]",
            "[",
            "{1: 2}",
            "'x'",
            "[1]",
        ):
            self.assertIn("cannot be read", self._refused(criteria))

    def test_value_that_does_not_fit(self):
        for criteria in (
            "[('create_date', '>', 'some day')]",
            "[('create_date', '>', 'today -6x')]",
            "[('lang', 'any', 5)]",
            "[('country_id', '>', 'a')]",
        ):
            with self.subTest(criteria):
                self._refused(criteria)

    def test_no_criteria_are_nobody(self):
        self._make_member()
        for criteria in (False, "[]", "[(1, '=', 1)]"):
            self.category.criteria_domain = criteria
            self.assertFalse(self.category.membership_ids)

    def test_pool_user_cannot_write_criteria(self):
        with self.assertRaises(AccessError):
            self.category.with_user(self.pool_user).criteria_domain = "[('name', '=', 'x')]"
        with self.assertRaises(AccessError):
            self.category.with_user(self.pool_user).action_evaluate_criteria()
        self.category.with_user(self.pool_manager).criteria_domain = "[('name', '=', 'x')]"

    def test_words(self):
        reason = self.env["hr.applicant.refuse.reason"].create({"name": "Second choice"})
        for criteria, words in (
            ("[('is_candidate', '=', True)]", "Candidate: yes"),
            (f"[('applicant_ids.job_id', 'in', [{self.job.id}])]", "Applications › Job Position is Welder"),
            ("[('applicant_ids', '=', False)]", "Applications not set"),
            ("['|', ('name', 'ilike', 'a'), ('name', 'not ilike', 'b')]", "Name contains a or Name does not contain b"),
            ("['!', '&', ('name', '=', 'a'), ('source_id', '!=', False)]", "Name is not a or Source not set"),
            ("[('create_date', '>=', 'today -6m')]", "Created on: less than 6 months ago"),
            ("[('create_date', '<', 'today -1y')]", "Created on: more than 1 year ago"),
            (
                "[('create_date', '<', 'today -2w'), ('is_prescriber', '=', False)]",
                "Created on: more than 2 weeks ago and Prescriber: no",
            ),
            ("[('create_date', '<', '2027-01-31')]", "Created on: before 01/31/2027"),
            (
                f"[('applicant_ids', 'any', [('refuse_reason_id', '=', {reason.id}), ('job_id', '=', False)])]",
                "Applications with (Refuse Reason is Second choice and Job Position not set)",
            ),
        ):
            self.category.criteria_domain = criteria
            self.assertEqual(self.category.criteria_sentence, words)

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..models.recruitment_pool_category_starter import STARTERS
from .common import PoolCase


@tagged("post_install", "-at_install")
class TestCategoryStarter(PoolCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Category = cls.env["recruitment.pool.category"]
        # a company without categories, whatever else is in the database
        cls.company = cls.env["res.company"].create({"name": "Starting", "pool_tz": "Europe/Paris"})
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.company.ids})
        cls.Category = cls.Category.with_env(cls.env)

    def _starters(self):
        return {c.starter_code: c for c in self.Category.search([("company_id", "=", self.company.id)])}

    def test_policies(self):
        self.Category.action_create_starters()
        self.assertEqual(
            {code: (c.policy_id.sentence, c.audience, c.takes_precedence) for code, c in self._starters().items()},
            {
                "key": ("at least 30 days apart, a contact at least every 90 days", "candidate", True),
                "finalist": ("at least 30 days apart, a contact at least every 120 days", "candidate", False),
                "passive": ("at least 60 days apart, a contact at least every 180 days", "candidate", False),
                "junior": ("at least 30 days apart, a contact at least every 180 days", "candidate", False),
                "spontaneous": ("at least 30 days apart", "candidate", False),
                "alumni": ("at least 90 days apart, a contact at least every 180 days", "candidate", False),
                "agency": ("at least 7 days apart, at most 2 messages in 30 days", "prescriber", False),
                "school": ("at least 30 days apart", "prescriber", False),
                "press": ("at least 14 days apart", "prescriber", False),
            },
        )

    def test_nothing_doubles_and_what_was_changed_stays(self):
        self.Category.action_create_starters()
        starters = self._starters()
        starters["key"].name = "Our stars"
        starters["key"].policy_id.rule_ids.window_days = 45
        starters["press"].active = False
        starters["school"].unlink()
        self.Category.action_create_starters()
        again = self._starters()
        self.assertEqual((again["key"].name, again["key"].policy_id.rule_ids.window_days), ("Our stars", 45))
        self.assertNotIn("press", again, "archived, not missing")
        self.assertEqual(len(again), len(STARTERS) - 1)
        policies = self.env["recruitment.contact.policy"].search([("company_id", "=", self.company.id)])
        self.assertEqual(len(policies), len(STARTERS), "nor do policies double")

    def test_each_company_has_its_own_unless_the_pool_is_shared(self):
        self.Category.action_create_starters()
        other = self.env["res.company"].create({"name": "Sharing", "pool_is_shared": True})
        Other = self.Category.with_context(allowed_company_ids=other.ids).with_company(other)
        Other.action_create_starters()
        self.assertEqual(len(self.Category.search([("starter_code", "=", "key"), ("company_id", "=", False)])), 1)
        self.assertEqual(len(self._starters()), len(STARTERS))

    def test_names_in_every_installed_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.Category.action_create_starters()
        key = self._starters()["key"]
        self.assertEqual(key.with_context(lang="en_US").name, "Key candidates")
        self.assertEqual(key.with_context(lang="fr_FR").name, "Candidats clés")
        self.assertEqual(key.policy_id.with_context(lang="fr_FR").name, "Candidats clés")

    def test_criteria_of_spontaneous_applications_and_finalists(self):
        applicants = self.env["hr.applicant"]
        job = self.env["hr.job"].create({"name": "Welder", "company_id": self.company.id})
        reason = self.env["hr.applicant.refuse.reason"].create({"name": "Second choice"})
        first, interviewed = (self.env.ref(f"hr_recruitment.{name}") for name in ("stage_job0", "stage_job3"))
        talents = self.env["hr.talent.pool"].create({"name": "Talents", "company_id": self.company.id})
        for name, vals in (
            ("Spontaneous", {}),
            ("Talent", {"talent_pool_ids": talents.ids}),
            ("Finalist", {"job_id": job.id, "stage_id": interviewed.id, "refuse_reason_id": reason.id}),
            ("Early", {"job_id": job.id, "stage_id": first.id, "refuse_reason_id": reason.id}),
            ("Running", {"job_id": job.id, "stage_id": interviewed.id}),
        ):
            email = f"{name.lower()}@example.com"
            self.Member.with_env(self.env).create({"name": name, "email": email, "company_id": self.company.id})
            application = {"partner_name": name, "email_from": email, "company_id": self.company.id}
            applicants.create({**application, **vals})
        self.Category.action_create_starters()
        starters = self._starters()
        self.assertEqual(starters["spontaneous"].membership_ids.member_id.mapped("name"), ["Spontaneous"])
        self.assertEqual(starters["finalist"].membership_ids.member_id.mapped("name"), ["Finalist"])

    def test_only_managers(self):
        with self.assertRaises(AccessError):
            self.Category.with_user(self.pool_user).action_create_starters()

    def test_offered_to_who_may_add_it(self):
        for name in ("recruitment_pool_category_action", "recruitment_pool_overview_action"):
            action = self.env.ref(f"recruitment_pool.{name}")
            for user, is_offered in ((self.pool_manager, True), (self.pool_user, False)):
                words = action.with_user(user).sudo().read(["help", "res_model"])[0]["help"]  # as the client loads it
                self.assertEqual("action_starters" in words, is_offered, (name, user.login))
                self.assertIn("o_view_nocontent_smiling_face", words)

    def test_the_empty_screen_offers_it(self):
        action = self.env.ref("recruitment_pool.recruitment_pool_category_action")
        self.assertIn("recruitment_pool_category_action_starters", action.help)
        self.pool_manager.write({"company_ids": [(4, self.company.id)], "company_id": self.company.id})
        server_action = self.env.ref("recruitment_pool.recruitment_pool_category_action_starters")
        server_action.with_user(self.pool_manager).run()
        self.assertEqual(len(self._starters()), len(STARTERS))

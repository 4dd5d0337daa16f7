from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import NOW, PoolCase


@tagged("post_install", "-at_install")
class TestAdoption(PoolCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.branch = cls.env["res.company"].create({"name": "Branch", "pool_tz": "Europe/Paris"})
        cls.experts = cls.env["hr.talent.pool"].create({"name": "Experts", "company_id": cls.company.id})
        cls.Adoption = cls.env["recruitment.pool.adoption"]

    def _apply(self, name, pools=(), **vals):
        """An application as the database holds it before the addon: of nobody in the pool."""
        vals.setdefault("email_from", f"{name.lower()}@example.com")
        vals.setdefault("company_id", self.company.id)
        applicant = self.env["hr.applicant"].create({"partner_name": name, **vals})
        self.env.flush_all()
        for pool in pools:  # by SQL: before the addon nobody followed
            self.env.cr.execute("INSERT INTO hr_applicant_hr_talent_pool_rel VALUES (%s, %s)", (applicant.id, pool.id))
        self.env.invalidate_all()
        return applicant

    def _adopt(self):
        before = self.Member.search([])
        self.Adoption._adopt()
        return self.Member.search([]) - before

    def test_a_talent_without_any_address_is_one_person_once(self):
        applicant = self._apply("Nemo", [self.experts], email_from=False)
        self.assertEqual(self._adopt(), applicant.pool_member_id)
        self.assertFalse(self._adopt())
        self.assertEqual(applicant.pool_member_id.membership_ids.reason, "In the native pool Experts")
        self.assertEqual(applicant.pool_member_id.category_ids.talent_pool_id, self.experts)

    def test_what_no_member_may_have_is_left_behind(self):
        """The install would stop at the database's own checks, or the link would be a script."""
        script = self._apply("=1+1", [self.experts], linkedin_profile="javascript:alert(1)//x.y/z", email_from="a@b.fr")
        long = self._apply("Long", [self.experts], linkedin_profile=f"https://example.com/{'x' * 3000}")
        blank = self._apply("=", [self.experts], email_from=False)
        self._adopt()
        self.assertEqual((script.pool_member_id.name, script.pool_member_id.profile_url), ("1+1", False))
        self.assertEqual(set(long.pool_member_id.key_ids.mapped("kind")), {"email", "partner"})
        self.assertEqual(blank.pool_member_id.name, "Unnamed applicant")

    def test_known_people_are_not_doubled(self):
        member = self._make_member("Ada")
        self.env.cr.execute("UPDATE hr_applicant SET pool_member_id = NULL")
        applicant = self._apply("Ada", [self.experts])
        self.env.cr.execute("UPDATE hr_applicant SET pool_member_id = NULL WHERE id = %s", (applicant.id,))
        self.assertFalse(self._adopt())
        self.assertEqual(applicant.pool_member_id, member)
        self.assertTrue(member.category_ids.talent_pool_id)

    def test_an_address_of_a_department_merges_nobody(self):
        self.env["recruitment.pool.member.key"].create(
            {
                "member_id": self._make_member("School").id,
                "kind": "email",
                "value": "jobs@example.com",
                "is_shared": True,
            }
        )
        one, two = (self._apply(name, [self.experts], email_from="jobs@example.com") for name in ("One", "Two"))
        self.env.cr.execute("UPDATE hr_applicant SET pool_member_id = NULL, partner_id = NULL")
        self._adopt()
        self.assertNotEqual(one.pool_member_id, two.pool_member_id)

    def test_an_application_without_company_joins_the_company_that_knows_it(self):
        own = self._apply("Ada", [self.experts])
        lone = self._apply("Ada", [self.experts])
        self.env.cr.execute("UPDATE hr_applicant SET company_id = NULL WHERE id = %s", (lone.id,))
        stranger = self._apply("Bob", [self.experts])
        self.env.cr.execute("UPDATE hr_applicant SET company_id = NULL WHERE id = %s", (stranger.id,))
        self.env.invalidate_all()
        self._adopt()
        self.assertEqual(lone.pool_member_id, own.pool_member_id)
        self.assertEqual(own.pool_member_id.company_id, self.company)
        self.assertFalse(stranger.pool_member_id.company_id)
        category = self.env["recruitment.pool.category"].search([("talent_pool_id", "=", self.experts.id)])
        self.assertFalse(category.company_id, "its people are of several companies")

    def test_companies_keep_their_people_apart(self):
        one = self._apply("Ada", [self.experts])
        two = self._apply("Ada", [self.experts], company_id=self.branch.id)
        self._adopt()
        self.assertEqual(
            (one | two).mapped("pool_member_id.company_id"), self.company | self.branch, "one person in each"
        )

    def test_the_past_speaks_the_language_of_who_writes_it_down(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        applicant = self._apply("Ada", [self.experts], refuse_date=NOW - timedelta(days=9))
        applicant.refuse_reason_id = self.env["hr.applicant.refuse.reason"].create({"name": "Second best"})
        applicant.refuse_reason_id.with_context(lang="fr_FR").name = "Finaliste"
        self.Adoption.with_context(lang="fr_FR")._adopt()
        refusal = applicant.pool_member_id.touch_ids.filtered(lambda t: t.direction == "out")
        self.assertEqual(refusal.summary, "Finaliste")

    def test_the_past_of_an_erased_person_stays_away(self):
        applicant = self._apply("Ada", [self.experts], refuse_date=NOW - timedelta(days=9))
        applicant.refuse_reason_id = self.env["hr.applicant.refuse.reason"].create({"name": "No"})
        self._adopt()
        member = applicant.pool_member_id
        self.assertIn(("hr.applicant", applicant.id), member.touch_ids.mapped(lambda t: (t.origin_model, t.origin_id)))
        self.env.cr.execute("DELETE FROM recruitment_pool_touch")
        member.is_erased = True
        self.Adoption._fill_past()
        self.assertFalse(self.env["recruitment.pool.touch"].search([("member_id", "=", member.id)]))

    def test_what_a_door_wrote_is_not_written_again(self):
        applicant = self._apply("Ada", [self.experts], partner_id=self.env["res.partner"].create({"name": "Ada"}).id)
        self._adopt()
        member = applicant.pool_member_id
        message = applicant.message_post(
            body="Hello", message_type="comment", partner_ids=applicant.partner_id.ids, subtype_xmlid="mail.mt_comment"
        )
        message.notification_ids.notification_status = "sent"
        message.date = NOW - timedelta(days=2)
        touch = self._touch(member, 2, message_type=self.personal, res_model="hr.applicant", res_id=applicant.id)
        self.assertEqual(self.Adoption._fill_past(member.ids), 0)
        touch.day -= timedelta(days=1)
        self.assertEqual(self.Adoption._fill_past(member.ids), 1)
        self.assertEqual(self.Adoption._fill_past(member.ids), 0)

    def test_managers_only(self):
        with self.assertRaises(AccessError):
            self.Adoption.with_user(self.pool_user).action_adopt()
        self._apply("Ada", [self.experts])
        self.assertEqual(self.Adoption.with_user(self.pool_manager).action_adopt()["members"], 1)

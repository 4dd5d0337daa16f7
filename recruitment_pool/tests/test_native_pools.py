from odoo.fields import Command
from odoo.tests import Form, tagged

from odoo.addons.mail.tests.common import mail_new_test_user

from .common import PoolCase


@tagged("post_install", "-at_install")
class TestNativePools(PoolCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.job = cls.env["hr.job"].create({"name": "Welder", "company_id": cls.company.id})
        cls.pool = cls.env["hr.talent.pool"].create({"name": "Experts", "company_id": cls.company.id})
        cls.category = cls._make_category("Finalists")
        cls.reason = cls.env["hr.applicant.refuse.reason"].create({"name": "Second best"})
        cls.officer = mail_new_test_user(
            cls.env, login="officer", groups="hr_recruitment.group_hr_recruitment_user", email="o@example.com"
        )
        cls.interviewer = mail_new_test_user(
            cls.env, login="interviewer", groups="hr_recruitment.group_hr_recruitment_interviewer"
        )

    def _apply(self, name, **vals):
        vals = {"email_from": f"{name.lower()}@example.com", "job_id": self.job.id, **vals}
        return self.env["hr.applicant"].create({"partner_name": name, "company_id": self.company.id, **vals})

    def _linked(self, member):
        return member.category_ids.talent_pool_id

    def test_a_talent_joins_when_it_appears_and_leaves_when_it_goes(self):
        talent = self._apply("Ada", talent_pool_ids=self.pool.ids)
        member = talent.pool_member_id
        self.assertEqual(self._linked(member), self.pool)
        self.assertEqual(member.membership_ids.reason, "In the native pool Experts")
        talent.talent_pool_ids = self.env["hr.talent.pool"].create({"name": "Interns", "company_id": self.company.id})
        self.assertEqual(self._linked(member).name, "Interns")
        talent.talent_pool_ids |= self.pool
        self.assertIn(self.pool, self._linked(member))
        talent.talent_pool_ids -= self.pool
        self.assertNotIn(self.pool, self._linked(member))
        event = self.env["recruitment.pool.membership.event"].search([("member_id", "=", member.id)], limit=1)
        self.assertEqual((event.kind, event.reason), ("leave", "No longer in the native pool Experts"))
        self.pool.talent_ids = talent
        self.assertIn(self.pool, self._linked(member), "put in from the pool's side")
        copy = self._apply("Ada", talent_pool_ids=self.pool.ids)
        self.assertEqual(copy.pool_member_id, member)
        copy.unlink()
        self.assertIn(self.pool, self._linked(member), "another talent of the person is in it")
        self.pool.talent_ids = False
        self.assertNotIn(self.pool, self._linked(member))
        last = self._apply("Ada", talent_pool_ids=self.pool.ids)
        self.assertIn(self.pool, self._linked(member))
        last.unlink()
        self.assertNotIn(self.pool, self._linked(member), "its last talent is deleted")

    def test_one_way_only(self):
        talent = self._apply("Ada", talent_pool_ids=self.pool.ids)
        talent.pool_member_id.membership_ids.unlink()
        self.assertEqual(talent.talent_pool_ids, self.pool)

    def test_a_talent_of_another_company_disturbs_nobody(self):
        branch = self.env["res.company"].create({"name": "Branch"})
        self._apply("Ada", talent_pool_ids=self.pool.ids)
        stranger = self._apply("Bob", talent_pool_ids=self.pool.ids, company_id=branch.id, job_id=False)
        self.assertTrue(stranger.pool_member_id)
        self.assertFalse(stranger.pool_member_id.category_ids)

    def test_keeping_makes_a_native_talent_where_the_category_is_linked(self):
        self._apply("Someone", talent_pool_ids=self.pool.ids)
        linked = self.env["recruitment.pool.category"].search([("talent_pool_id", "=", self.pool.id)])
        applicant = self._apply("Ada")
        for category, count in ((self.category, 0), (linked, 1), (linked, 1)):
            self.env["recruitment.pool.keep"].with_user(self.officer).create(
                {"applicant_ids": applicant.ids, "category_ids": category.ids}
            ).action_keep()
            talents = applicant.pool_member_id.applicant_ids.filtered("talent_pool_ids")
            self.assertEqual(len(talents), count, category.name)
        self.assertEqual(applicant.pool_applicant_id, talents)

    def test_a_talent_joins_whatever_its_application_says(self):
        """Odoo checks neither name nor profile: what no member may have must not stop the recruiter."""
        talent = self._apply("=", email_from="a@x.com", linkedin_profile="linkedin/a", talent_pool_ids=self.pool.ids)
        self.assertEqual((talent.pool_member_id.name, talent.pool_member_id.profile_url), ("a@x.com", False))

    def test_finalists_of_a_job(self):
        stages = self.env["hr.recruitment.stage"].search([("job_ids", "=", False), ("hired_stage", "=", False)])
        last = stages.sorted("sequence")[-1]
        finalist = self._apply("Ada", stage_id=last.id, active=False, refuse_reason_id=self.reason.id)
        self._apply("Bob", stage_id=stages.sorted("sequence")[0].id)
        action = self.job.with_user(self.officer).action_keep_finalists()
        wizard = self.env["recruitment.pool.keep"].with_user(self.officer).with_context(**action["context"])
        self.assertEqual(wizard.create({}).applicant_ids, finalist)

    def test_native_pools_stand_in_our_menu(self):
        root = self.env.ref("recruitment_pool.menu_root")
        action = self.env.ref("hr_recruitment.action_hr_talent_pool")
        menu = self.env["ir.ui.menu"].search([("id", "child_of", root.id)]).filtered(lambda m: m.action == action)
        self.assertEqual(len(menu), 1)
        for user, is_there in ((self.officer, True), (self.interviewer, False), (self.pool_user, False)):
            self.assertEqual(menu.id in menu.with_user(user)._visible_menu_ids(), is_there, user.login)

    def test_refuse_and_keep_in_one_step(self):
        applicant = self._apply("Ada")
        Wizard = self.env["applicant.get.refuse.reason"].with_user(self.officer)
        form = Form(Wizard.with_context(default_applicant_ids=applicant.ids, active_test=False))
        form.refuse_reason_id = self.reason
        form.pool_category_ids.add(self.category)
        form.save().action_refuse_reason_apply()
        self.assertEqual(applicant.refuse_reason_id, self.reason)
        self.assertEqual(applicant.pool_member_id.category_ids, self.category)
        self.assertEqual(applicant.pool_member_id.membership_ids.reason, "Second best")

    def test_refusing_may_say_that_people_are_kept(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env["mail.template"].browse(self.env.ref("recruitment_pool.mail_template_applicant_kept").id).with_context(
            lang="fr_FR"
        ).subject = "Votre candidature chez {{ object.company_id.name }}"
        applicants = self._apply("Ada", partner_name="Ada Lovelace") | self._apply("Bob", job_id=False)
        applicants[0].partner_id.lang = "fr_FR"
        Wizard = self.env["applicant.get.refuse.reason"].with_user(self.officer)
        form = Form(Wizard.with_context(default_applicant_ids=applicants.ids, active_test=False))
        form.refuse_reason_id = self.reason
        form.pool_category_ids.add(self.category)
        self.assertFalse(form.send_mail, "offered, not imposed")
        form.pool_tells = True
        self.assertTrue(form.send_mail)
        with self.mock_mail_gateway():
            form.save().action_refuse_reason_apply()
        mails = self._new_mails.sorted("email_to")
        self.assertEqual(mails.mapped("email_to"), ["ada@example.com", "bob@example.com"])
        company = self.company.name
        self.assertEqual(
            mails.mapped("subject"), [f"Votre candidature chez {company}", f"Your application at {company}"]
        )
        self.assertIn("take your application further.", mails[1].body_html)
        self.assertIn("Simply reply", mails[1].body_html)
        self.assertEqual(applicants.pool_member_id.category_ids, self.category)
        touches = applicants.pool_member_id.touch_ids.filtered(lambda t: t.direction == "out")
        self.assertFalse(touches.filtered("is_counted"), "it is no solicitation")
        self.assertEqual(sorted(touches.mapped("summary")), sorted(mails.mapped("subject")))
        self.assertEqual(set(touches.mapped("state")), {"reserved"}, "until it has left")

    def test_without_an_address_nobody_is_told(self):
        applicant = self._apply("Ada", email_from=False)
        Wizard = self.env["applicant.get.refuse.reason"].with_user(self.officer)
        form = Form(Wizard.with_context(default_applicant_ids=applicant.ids, active_test=False))
        form.refuse_reason_id = self.reason
        form.pool_category_ids.add(self.category)
        self.assertTrue(form._get_modifier("pool_tells", "invisible"))
        form.save().action_refuse_reason_apply()
        self.assertEqual(applicant.pool_member_id.category_ids, self.category)

    def test_interviewers_refuse_without_the_pool(self):
        self._make_member("Someone")
        talent = self._apply("Ada", talent_pool_ids=self.pool.ids)
        applicant = self._apply("Bob", interviewer_ids=[Command.set(self.interviewer.ids)])
        Wizard = self.env["applicant.get.refuse.reason"].with_user(self.interviewer)
        form = Form(Wizard.with_context(default_applicant_ids=applicant.ids, active_test=False))
        self.assertFalse({"pool_category_ids", "pool_tells"} & form._view["fields"].keys())
        form.refuse_reason_id = self.reason
        form.save().action_refuse_reason_apply()
        self.assertEqual(applicant.refuse_reason_id, self.reason)
        self.assertFalse(applicant.pool_member_id)
        self.assertTrue(talent.pool_member_id)

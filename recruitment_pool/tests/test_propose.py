import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .action_case import ActionCase


@tagged("post_install", "-at_install")
class TestPropose(ActionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.job = cls.env["hr.job"].create({"name": "Welder", "company_id": cls.company.id, "user_id": cls.officer.id})
        cls.other_job = cls.env["hr.job"].create({"name": "Fitter", "company_id": cls.company.id})
        cls.stages = cls.env["hr.recruitment.stage"].search([("job_ids", "=", False)], order="sequence")

    def _propose(self, members, user=None, **vals):
        """(the applications made, the action that the screen goes on with)."""
        known = members.sudo().applicant_ids
        wizard = self._make_wizard("propose", members, user or self.officer, **{"job_id": self.job.id, **vals})
        action = wizard.action_propose()
        members.invalidate_recordset(["applicant_ids"])
        return members.applicant_ids - known, action

    def _apply(self, member, **vals):
        return self.env["hr.applicant"].create(
            {"partner_name": member.name, "email_from": member.email, "job_id": self.other_job.id, **vals}
        )

    def _attach(self, application, name, mimetype):
        return self.env["ir.attachment"].create(
            {
                "name": name,
                "datas": base64.b64encode(name.encode()),
                "mimetype": mimetype,
                "res_model": application._name,
                "res_id": application.id,
            }
        )

    def test_application_of_a_person_without_any(self):
        member = self._make_member(phone="+33 6 12 34 56 78", profile_url="https://linkedin.com/in/ada")
        application, action = self._propose(member, words="Finalist in spring")
        self.assertEqual(
            (application.partner_name, application.email_from, application.partner_phone, application.pool_member_id),
            ("Ada", "ada@example.com", "+33 6 12 34 56 78", member),
        )
        self.assertEqual(
            (application.job_id, application.stage_id, application.user_id, application.company_id),
            (self.job, self.stages[0], self.officer, self.company),
        )
        self.assertEqual(application.linkedin_profile, "https://linkedin.com/in/ada")
        self.assertEqual(application.source_id, self.env.ref("recruitment_pool.utm_source_pool"))
        self.assertEqual(application.medium_id, self.env.ref("recruitment_pool.utm_medium_pool"))
        self.assertIn("Finalist in spring", "".join(application.message_ids.mapped("body")))
        self.assertIn("Proposed for Welder", "".join(member.message_ids.mapped("body")))
        self.assertEqual((action["res_model"], action["res_id"]), ("hr.applicant", application.id))

    def test_no_contact_is_counted(self):
        member = self._make_member()
        self._propose(member)
        self.assertFalse(member.touch_ids)
        self.env["recruitment.pool.adoption"].sudo()._fill_past(member.ids)
        self.assertFalse(member.touch_ids, "nor by the past, when it is read again")

    def test_nobody_is_thanked_for_an_application(self):
        """Odoo's first stage has a mail that confirms it, to somebody who knows of none."""
        template = self.env["mail.template"].create(
            {
                "name": "Thanks",
                "model_id": self.env["ir.model"]._get_id("hr.applicant"),
                "body_html": "<p>Thank you for your application</p>",
                "email_to": "{{ object.email_from }}",
            }
        )
        self.stages[0].template_id = template
        people = self._make_people(3, "unasked")
        for some in (people[:1], people[1:]):
            application, _action = self._propose(some)
            self.flush_tracking()
            self.assertNotIn("Thank you", "".join(application.message_ids.mapped("body")))
        by_hand = self.env["hr.applicant"].with_user(self.officer)
        vals = {"partner_name": "Eve", "job_id": self.job.id, "stage_id": self.stages[0].id}
        by_hand = by_hand.create({"email_from": "eve@example.com", **vals})
        self.flush_tracking()
        self.assertIn("Thank you", "".join(by_hand.message_ids.mapped("body")), "the mail would have gone")

    def test_what_the_latest_application_says_and_not_its_process(self):
        member = self._make_member(phone="+33 6 12 34 56 78")
        degree = self.env["hr.recruitment.degree"].create({"name": "Master of Welding"})
        tag = self.env["hr.applicant.category"].create({"name": "TIG"})
        self._apply(member)
        latest = self._apply(member, type_id=degree.id, categ_ids=tag.ids, priority="2", salary_proposed=1)
        latest.write(
            {
                "refuse_reason_id": self.env["hr.applicant.refuse.reason"].create({"name": "Second"}).id,
                "active": False,
                "stage_id": self.stages[2].id,
                "user_id": self.pool_manager.id,
            }
        )
        application, _action = self._propose(member, stage_id=self.stages[1].id)
        self.assertEqual((application.type_id, application.categ_ids, application.partner_name), (degree, tag, "Ada"))
        self.assertEqual(
            (application.active, application.application_status, application.stage_id, application.user_id),
            (True, "ongoing", self.stages[1], self.officer),
        )
        self.assertEqual((application.priority, application.salary_proposed), ("0", 0))

    def test_talent_stays_what_the_application_comes_from(self):
        member = self._make_member()
        pool = self.env["hr.talent.pool"].create({"name": "Welders"})
        talent = self._apply(member, job_id=False, talent_pool_ids=pool.ids)
        application, _action = self._propose(member)
        self.assertEqual(application.pool_applicant_id, talent)
        self.assertFalse(application.talent_pool_ids, "an application, no second talent")

    def test_cv_goes_along(self):
        member = self._make_member()
        old, latest = self._apply(member), self._apply(member)
        self._attach(old, "old.pdf", "application/pdf")
        cv = self._attach(latest, "cv.pdf", "application/pdf")
        self._attach(latest, "logo.png", "image/png")
        latest.message_main_attachment_id = cv
        application, _action = self._propose(member)
        self.assertEqual(application.attachment_ids.mapped("name"), ["cv.pdf"])
        self.assertEqual(application.message_main_attachment_id, application.attachment_ids)
        self.assertNotEqual(application.attachment_ids, cv)
        self.assertEqual(application.attachment_ids.raw, b"cv.pdf")

    def test_contact_is_found_and_keeps_its_name(self):
        partner = self.env["res.partner"].create({"name": "Ada King, Countess", "email": "ada@example.com"})
        application, _action = self._propose(self._make_member())
        self.assertEqual(application.partner_id, partner)
        self.assertEqual(partner.name, "Ada King, Countess")

    def test_person_without_an_address(self):
        member = self.Member.create({"name": "Networked", "profile_url": "https://linkedin.com/in/net"})
        application, _action = self._propose(member)
        self.assertEqual((application.partner_name, application.pool_member_id), ("Networked", member))

    def test_open_application_is_said_and_not_doubled(self):
        running, free = self._make_member("Running"), self._make_member("Free")
        application = self._apply(running, job_id=self.job.id)
        with self.assertRaisesRegex(UserError, "Running"):
            self._propose(running)
        made, action = self._propose(running | free)
        self.assertEqual(made.pool_member_id, free)
        self.assertIn("Running", action["params"]["message"])
        application.write({"active": False})
        self.assertEqual(len(self._propose(running)[0]), 1, "one that has ended stands in nobody's way")

    def test_company_of_the_job_must_fit(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.officer.company_ids += other
        job = self.env["hr.job"].create({"name": "There", "company_id": other.id})
        here, shared = self._make_member("Here"), self._make_member("Shared", company_id=False)
        wizard = self._make_wizard(
            "propose",
            here | shared,
            self.officer,
            {"allowed_company_ids": (self.company | other).ids},
            job_id=job.id,
        )
        self.assertIn("Here", wizard.warning)
        wizard.action_propose()
        self.assertFalse(here.applicant_ids)
        self.assertEqual(shared.applicant_ids.company_id, other)

    def test_rights(self):
        """Recruitment officers only: a pool user without that right makes no applications."""
        member = self._make_member()
        for user in (self.pool_user, self.interviewer, self.marketer):
            with self.assertRaises(AccessError):
                self._propose(member, user)

    def test_many_cost_two_queries_each(self):
        """Which are Odoo's own, for the followers of each application; all the rest is done at once."""
        people = self._make_people(104, "prop", phone="+33 6 12 34 56 78")
        for member in people:
            self._attach(self._apply(member, partner_phone=member.phone), "cv.pdf", "application/pdf")
        two, many = self._count_for_few_and_many(self._propose, people, few=2)
        self.assertEqual(many - two, 2 * 98)

from odoo.tests import Form, tagged

from odoo.addons.mail.tests.common import mail_new_test_user

from .common import PoolCase

MAIL = """MIME-Version: 1.0
Message-Id: <{number}@mails.example.com>
From: {sender}
To: jobs@{domain}
Subject: Application
Content-Type: text/plain; charset="utf-8"

Please find my application.
"""


@tagged("post_install", "-at_install")
class TestNewApplications(PoolCase):
    """However a new application comes in, it is linked to the person of the pool."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ada = cls._make_member("Ada", profile_url="https://www.linkedin.com/in/ada")
        cls.job = cls.env["hr.job"].create({"name": "Welder", "company_id": cls.company.id, "alias_name": "jobs"})
        cls.officer = mail_new_test_user(
            cls.env, login="officer", groups="hr_recruitment.group_hr_recruitment_user", email="o@example.com"
        )

    def _last(self):
        return self.env["hr.applicant"].search([], order="id desc", limit=1)

    def _receive(self, sender, number):
        with self.mock_mail_gateway():
            text = MAIL.format(sender=sender, number=number, domain=self.job.alias_domain_id.name)
            self.env["mail.thread"].sudo().message_process(None, text.encode())
        return self._last()

    def test_by_the_alias_of_a_job(self):
        applicant = self._receive("Ada <ADA@example.com>", 1)
        self.assertEqual((applicant.job_id, applicant.pool_member_id), (self.job, self.ada))
        self.assertFalse(self._receive("Eve <eve@example.com>", 2).pool_member_id)

    def test_by_the_alias_from_a_known_contact(self):
        """The contact answers from another address than the file has."""
        partner = self.env["res.partner"].create({"name": "Ada", "email": "ada@home.example"})
        self.ada.partner_id = partner
        partner.email = "ada@work.example"
        for number, sender in ((3, "ada@home.example"), (4, "ada@work.example")):
            self.assertEqual(self._receive(sender, number).pool_member_id, self.ada, sender)

    def test_typed_in(self):
        form = Form(self.env["hr.applicant"].with_user(self.officer))
        form.partner_name = "A. L."
        form.email_from = "ada@example.com"
        self.assertEqual(form.save().sudo().pool_member_id, self.ada)

    def test_typed_in_without_address_and_completed_later(self):
        form = Form(self.env["hr.applicant"].with_user(self.officer))
        form.partner_name = "A. L."
        applicant = form.save()
        self.assertFalse(applicant.pool_member_id)
        with Form(applicant) as form:
            form.linkedin_profile = "fr.linkedin.com/in/ada"
        self.assertEqual(applicant.pool_member_id, self.ada)

    def test_typed_in_for_a_known_contact(self):
        self.ada.partner_id = self.env["res.partner"].create({"name": "Ada", "email": "other@example.com"})
        form = Form(
            self.env["hr.applicant"].with_user(self.officer).with_context(default_partner_id=self.ada.partner_id.id)
        )
        form.partner_name = "Ada"
        self.assertEqual(form.save().pool_member_id, self.ada)

    def test_imported(self):
        result = (
            self.env["hr.applicant"]
            .with_user(self.officer)
            .load(["partner_name", "email_from"], [["Ada", "Ada <ada@example.com>"], ["Eve", "eve@example.com"]])
        )
        self.assertFalse(result["messages"])
        applicants = self.env["hr.applicant"].browse(result["ids"])
        self.assertEqual([a.pool_member_id for a in applicants], [self.ada, self.Member])

    def test_by_a_public_form_which_writes_as_superuser(self):
        """What Odoo's website form does: values of strangers, created by the superuser of that site's company."""
        values = {"partner_name": "A", "email_from": "ada@example.com", "job_id": self.job.id}
        public = self.env.ref("base.public_user")
        applicant = self.env["hr.applicant"].with_user(public).sudo().with_context(mail_create_nosubscribe=True)
        self.assertEqual(applicant.create(values).pool_member_id, self.ada)
        self.assertFalse(applicant.create({**values, "email_from": "eve@example.com"}).pool_member_id)

    def test_of_another_company_it_is_nobodys(self):
        other = self.env["res.company"].create({"name": "Other"})
        Applicant = self.env["hr.applicant"]
        stranger = Applicant.create({"partner_name": "A", "email_from": "ada@example.com", "company_id": other.id})
        self.assertFalse(stranger.pool_member_id)

    def test_copied_and_sent_to_another_job(self):
        applicant = self.env["hr.applicant"].create({"partner_name": "A", "email_from": "ada@example.com"})
        self.assertEqual(applicant.copy({"job_id": self.job.id}).pool_member_id, self.ada)

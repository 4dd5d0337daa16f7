from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.mail.tests.common import mail_new_test_user

from .common import PoolCase


@tagged("post_install", "-at_install")
class TestRights(PoolCase):
    def test_nobody_forges_the_ledger(self):
        touch = self._touch(self._make_member(), 3)
        for user in (self.pool_user, self.pool_manager, self.env.ref("base.user_admin")):
            own = touch.with_user(user)
            own.read(["state"])
            for act in (
                lambda own=own: own.write({"is_counted": False}),
                own.unlink,
                lambda own=own: own.copy(),
            ):
                with self.assertRaises(AccessError):
                    act()

    def test_officer_is_pool_user_manager_is_pool_manager(self):
        officer = mail_new_test_user(self.env, login="officer", groups="hr_recruitment.group_hr_recruitment_user")
        self.assertTrue(officer.has_group("recruitment_pool.group_pool_user"))
        self.assertFalse(officer.has_group("recruitment_pool.group_pool_manager"))

    def test_pool_user_works_alone(self):
        category = self._make_category("Experts", self._make_policy((1, 30)))
        Member = self.Member.with_user(self.pool_user)
        member = Member.create({"name": "Ada", "email": "ada@example.com"})
        member.category_ids = category.with_user(self.pool_user)
        self.assertTrue(member.cadence_sentence)
        with self.assertRaises(AccessError):
            category.with_user(self.pool_user).policy_id.keep_warm_days = 1

    def test_companies_are_apart(self):
        other = self.env["res.company"].create({"name": "Other"})
        here = self._make_member("Here")
        there = self._make_member("There", company_id=other.id)
        shared = self._make_member("Shared", company_id=False)
        Member = self.Member.with_user(self.pool_user)
        self.assertEqual(Member.search([("id", "in", (here | there | shared).ids)]), here | shared)
        with self.assertRaises(AccessError):
            there.with_user(self.pool_user).read(["name"])

    def test_nobody_moves_a_line_to_who_is_not_seen(self):
        """Odoo asks for the right on a line as it was; a looser policy for somebody elsewhere would follow."""
        other = self.env["res.company"].create({"name": "Other"})
        there = self._make_member("There", company_id=other.id)
        shared = self._make_member("Shared", company_id=False)
        everywhere = self._make_category("Everywhere", company_id=False)
        elsewhere = self._make_category("Elsewhere", company_id=other.id)
        own = self._make_member("Here", [everywhere]).membership_ids.with_user(self.pool_user)
        Membership = own.browse()
        for act in (
            lambda: own.write({"member_id": there.id}),
            lambda: Membership.create({"member_id": there.id, "category_id": everywhere.id}),
            lambda: Membership.create({"member_id": shared.id, "category_id": elsewhere.id}),
            lambda: shared.with_user(self.pool_user).write({"category_ids": [(4, elsewhere.id)]}),
            lambda: own.write({"category_id": elsewhere.id, "member_id": shared.id}),
        ):
            with self.assertRaises(UserError), self.cr.savepoint():
                act()
                self.env.flush_all()
        rule = self._make_policy((1, 28), company_id=self.company.id).rule_ids.with_user(self.pool_manager)
        theirs = self._make_policy((1, 28), company_id=other.id)
        with self.assertRaises(AccessError), self.cr.savepoint():
            rule.policy_id = theirs.id
        with self.assertRaises(AccessError), self.cr.savepoint():
            rule.create({"policy_id": theirs.id})

    def test_nobody_ties_an_application_to_who_is_not_seen(self):
        """Its own fields would tell how that person stands, and the person be in a process of ours."""
        there = self._make_member("There", company_id=self.env["res.company"].create({"name": "Other"}).id)
        officer = mail_new_test_user(self.env, login="officer", groups="hr_recruitment.group_hr_recruitment_user")
        Applicant = self.env["hr.applicant"].with_user(officer)
        own = Applicant.create({"partner_name": "Bob"})
        for act in (
            lambda: own.write({"pool_member_id": there.id}),
            lambda: Applicant.create({"partner_name": "Eve", "pool_member_id": there.id}),
            lambda: Applicant.with_context(default_pool_member_id=there.id).create({"partner_name": "Eve"}),
        ):
            with self.assertRaises(AccessError), self.cr.savepoint():
                act()
        own.pool_member_id = self._make_member("Here").with_user(officer)
        self.assertTrue(own.pool_contact_words)

    def test_what_is_typed_into_a_form_is_nobody_elses(self):
        """Words about people of a company, before they are saved with them, and for an hour after."""
        wizards = [m for m in self.env if m.startswith("recruitment.") and self.env[m]._transient]
        self.assertIn("recruitment.pool.log.contact", wizards)
        colleague = mail_new_test_user(
            self.env, login="colleague", groups="recruitment_pool.group_pool_manager,base.group_system"
        )
        for model in wizards:
            rules = self.env["ir.rule"].with_user(colleague)._compute_domain(model, "read")
            self.assertEqual(list(rules), [("create_uid", "in", [colleague.id])], model)
        member = self._make_member().with_user(self.pool_user)
        wizard = member.env["recruitment.pool.log.contact"].create({"member_ids": member.ids, "summary": "secret"})
        self.assertEqual(wizard.search([("id", "=", wizard.id)]), wizard)
        with self.assertRaises(AccessError):
            wizard.with_user(colleague).read(["summary"])

    def test_plain_user_sees_nothing(self):
        user = mail_new_test_user(self.env, login="plain", groups="base.group_user")
        with self.assertRaises(AccessError):
            self._make_member().with_user(user).read(["name"])

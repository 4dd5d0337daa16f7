from odoo.tests import Form, tagged

from .common import NOW, PoolCase


@tagged("post_install", "-at_install")
class TestApplicants(PoolCase):
    def _make_applicant(self, name="Ada", **vals):
        vals.setdefault("email_from", f"{name.lower()}@example.com")
        return self.env["hr.applicant"].create({"partner_name": name, **vals})

    def test_keep_in_the_pool(self):
        category = self._make_category("Finalists")
        applicants = self._make_applicant("Ada") | self._make_applicant("Ada")
        applicants |= self._make_applicant("Bob")
        wizard = Form(
            self.env["recruitment.pool.keep"].with_context(active_model="hr.applicant", active_ids=applicants.ids)
        )
        wizard.category_ids.add(category)
        wizard.reason = "Second for the post"
        action = wizard.save().action_keep()
        members = self.Member.search(action["domain"])
        self.assertEqual(members.mapped("name"), ["Ada", "Bob"])
        self.assertEqual(members.category_ids, category)
        self.assertEqual(set(members.membership_ids.mapped("reason")), {"Second for the post"})
        self.assertEqual(applicants.mapped("pool_member_id"), members)
        again = applicants._keep_in_pool(category)
        self.assertEqual(again, members, "known people are matched")

    def test_who_is_in_charge_gets_no_mail_for_each_of_them(self):
        applicants = self._make_applicant("Ada", user_id=self.pool_manager.id)
        applicants |= self._make_applicant("Bob", user_id=self.pool_manager.id)
        with self.mock_mail_gateway():
            members = applicants._keep_in_pool(self._make_category("Finalists"))
        self.assertEqual(members.user_id, self.pool_manager)
        self.assertFalse(self._new_mails)

    def test_contacts_of_a_company_hinder_nobody(self):
        """Odoo makes the contact of an application one of its company, and finds it for the next one elsewhere."""
        other = self.env["res.company"].create({"name": "Other"})
        for name, values in (("Ada", {"pool_is_shared": True}), ("Bob", {"pool_is_shared": False})):
            self.company.write(values)
            contact = self.env["res.partner"].create({"name": name, "company_id": other.id})
            applicant = self._make_applicant(name, partner_id=contact.id)
            member = applicant._keep_in_pool(self._make_category(name, company_id=False))
            self.assertEqual(member.company_id, self.env["res.company"] if name == "Ada" else self.company)
            self.assertFalse(member.partner_id)
            self.assertIn(("partner", str(contact.id)), [(key.kind, key.value) for key in member.key_ids])

    def test_an_application_without_company_is_of_who_keeps_it(self):
        """Beside one of that company, which has the same address: in thousands there is such a one."""
        known = self._make_member("Known")
        applicants = self._make_applicant("Ada") | self._make_applicant("Ada") | self._make_applicant("Known")
        applicants[1:].company_id = False
        applicants.pool_member_id = False
        members = applicants._keep_in_pool(self._make_category("Finalists"))
        self.assertEqual(members.company_id, self.company)
        self.assertEqual([a.pool_member_id for a in applicants], [members - known, members - known, known])

    def test_kept_twice_without_any_address(self):
        """Who is linked already is that person, also where nothing names anybody."""
        applicant = self.env["hr.applicant"].create({"partner_name": "Nobody"})
        member = applicant._keep_in_pool(self._make_category("Finalists"))
        self.assertEqual(applicant._keep_in_pool(self._make_category("Others")), member)
        self.assertEqual(member.category_ids.mapped("name"), ["Finalists", "Others"])

    def test_applicants_who_share_any_address_are_one(self):
        url = "https://www.linkedin.com/in/ada"
        applicants = self._make_applicant("Ada", linkedin_profile=url)
        applicants |= self._make_applicant("Ada L", email_from="l@example.com", linkedin_profile=url)
        member = applicants._keep_in_pool(self._make_category("Finalists"))
        self.assertEqual(len(member), 1)
        self.assertIn("l@example.com", member.key_ids.mapped("value"), "an address of the person too")

    def test_what_an_application_says_names_the_person_from_then_on(self):
        member = self._make_member("Ada", email=False, profile_url="https://www.linkedin.com/in/ada")
        applicant = self._make_applicant("Ada", linkedin_profile="linkedin.com/in/ada/", partner_phone="+33612345678")
        self.assertEqual(applicant.pool_member_id, member)
        self.assertEqual(self._make_applicant("Ada").pool_member_id, member, "by the e-mail of the application before")
        self.assertIn(("phone", "+33612345678"), [(key.kind, key.value) for key in member.key_ids])
        applicant.email_from = "new@example.com"
        self.assertIn("new@example.com", member.key_ids.mapped("value"))
        applicant.partner_phone = "+33612345699"
        self.assertIn(("phone", "+33612345699"), [(key.kind, key.value) for key in member.key_ids])

    def test_the_contact_of_an_application_names_its_person_by_all_its_addresses(self):
        """As it does once the pool adopts applications that were there before."""
        member = self._make_member(email="ada@home.example")
        partner = self.env["res.partner"].create({"name": "Ada", "email": "ada@work.example, ada@home.example"})
        applicant = self.env["hr.applicant"].create({"partner_name": "Ada", "partner_id": partner.id})
        self.assertEqual(applicant.pool_member_id, member)

    def test_an_application_that_names_two_people_disturbs_neither(self):
        ada = self._make_member("Ada", profile_url="https://www.linkedin.com/in/ada")
        bob = self._make_member("Bob")
        applicant = self._make_applicant("Bob", linkedin_profile="https://www.linkedin.com/in/ada")
        self.assertEqual(applicant.pool_member_id, bob)
        self.assertEqual(ada.key_ids.filtered(lambda key: key.kind == "profile").value, "linkedin.com/in/ada")

    def test_new_application_links_itself(self):
        ada = self._make_member("Ada")
        applicant = self._make_applicant("Ada")
        self.assertEqual(applicant.pool_member_id, ada)
        other = self._make_applicant("Bob")
        self.assertFalse(other.pool_member_id)
        other.email_from = "ada@example.com"
        self.assertEqual(other.pool_member_id, ada)

    def test_new_application_known_by_its_profile_links_itself(self):
        """Odoo writes the e-mail of a new application once more, and would link it late; nothing else."""
        ada = self._make_member("Ada", profile_url="https://www.linkedin.com/in/ada")
        applicant = self._make_applicant(email_from=False, linkedin_profile="linkedin.com/in/ada")
        self.assertEqual(applicant.pool_member_id, ada)

    def test_member_links_applications_already_there(self):
        applicant = self._make_applicant("Ada")
        ada = self._make_member("Ada")
        self.assertEqual(applicant.pool_member_id, ada)

    def test_application_under_way_is_a_live_process(self):
        ada = self._make_member("Ada")
        applicant = self._make_applicant("Ada")
        self.assertEqual(self._verdict(ada), ("refused", "live_process", None))
        applicant.date_last_stage_update = "2026-12-01"
        self.assertEqual(self._verdict(ada)[0], "allowed", "stale applications are not live")

    def test_refused_lately_is_a_live_process(self):
        ada = self._make_member("Ada")
        applicant = self._make_applicant("Ada")
        reason = self.env["hr.applicant.refuse.reason"].create({"name": "No"})
        applicant.write({"refuse_reason_id": reason.id, "refuse_date": NOW, "active": False})
        self.assertEqual(self._verdict(ada)[1], "live_process")
        applicant.refuse_date = "2027-02-01"
        self.assertEqual(self._verdict(ada)[0], "allowed")

    def test_hired_is_a_live_process_for_ever(self):
        ada = self._make_member("Ada")
        applicant = self._make_applicant("Ada")
        applicant.write({"date_closed": "2020-01-01", "date_last_stage_update": "2020-01-01"})
        self.assertEqual(self._verdict(ada)[1], "live_process")

    def test_talent_is_no_live_process(self):
        ada = self._make_member("Ada")
        pool = self.env["hr.talent.pool"].create({"name": "Pool"})
        self._make_applicant("Ada", talent_pool_ids=[(6, 0, pool.ids)])
        self.assertEqual(self._verdict(ada)[0], "allowed")

    def test_application_without_company_finds_shared_people_only(self):
        shared = self._make_member("Shared", company_id=False)
        self._make_member("Here")
        applicants = self.env["hr.applicant"].create(
            [{"partner_name": name, "email_from": f"{name}@example.com"} for name in ("shared", "here")]
        )
        applicants.pool_member_id = False
        applicants.company_id = False
        applicants._link_pool_member()
        self.assertEqual(applicants.pool_member_id, shared)

from odoo.tests import HttpCase, tagged

from .common import PoolMailingCase


@tagged("post_install", "-at_install")
class TestUnsubscribe(PoolMailingCase):
    def _blocked(self, email):
        return bool(self.env["mail.blacklist"].search([("email", "=", email)]))

    def test_objection_of_the_member(self):
        mailing = self._make_mailing()
        members = self.Member._object_to_mailing(mailing, self.ada.id, "Ada@example.com")
        self.assertEqual(members, self.ada)
        self.assertTrue(self.ada.is_opted_out)
        self.assertFalse(self.bob.is_opted_out)
        self.assertIn("News", self.ada.message_ids[0].body)
        self.assertEqual(self._verdict(self.ada)[1], "opted_out")

    def test_applicant_known_as_member(self):
        applicant = self._make_applicant("Ada", "ada@example.com")
        mailing = self._make_mailing(**self._target(applicant))
        self.Member._object_to_mailing(mailing, applicant.id, "ada@example.com")
        self.assertTrue(self.ada.is_opted_out)

    def test_other_company_is_another_pool(self):
        other = self.env["res.company"].create({"name": "Other"})
        mailing = self._make_mailing(pool_company_id=other.id)
        self.assertFalse(self.Member._object_to_mailing(mailing, False, "ada@example.com"))
        self.assertFalse(self.ada.is_opted_out)

    def test_address_of_nobody(self):
        mailing = self._make_mailing()
        self.assertFalse(self.Member._object_to_mailing(mailing, False, "x@example.com"))


@tagged("post_install", "-at_install", "mailing_portal")
class TestUnsubscribeLink(PoolMailingCase, HttpCase):
    def _unsubscribe(self, mailing, record, email, path="unsubscribe_oneclick"):
        token = mailing._generate_mailing_recipient_token(record.id, email)
        return self.url_open(
            f"/mailing/{mailing.id}/{path}",
            data={"document_id": record.id, "email": email, "hash_token": token},
            method="POST",
        )

    def test_one_click_is_an_objection_not_the_blocklist(self):
        mailing = self._make_mailing()
        response = self._unsubscribe(mailing, self.ada, "ada@example.com")
        self.assertEqual(response.status_code, 200)
        self.assertTrue(self.ada.is_opted_out)
        self.assertFalse(self.ada.is_blacklisted)

    def test_unknown_people_are_left_to_odoo(self):
        applicant = self._make_applicant("Zoe", "zoe@example.com")
        mailing = self._make_mailing(**self._target(applicant))
        self._unsubscribe(mailing, applicant, "zoe@example.com")
        self.assertTrue(applicant.is_blacklisted)

    def test_mailings_that_are_not_ours_are_left_to_odoo(self):
        partner = self.env["res.partner"].create({"name": "Ada", "email": "ada@example.com"})
        mailing = self._make_mailing(**self._target(partner))
        self._unsubscribe(mailing, partner, "ada@example.com")
        self.assertTrue(partner.is_blacklisted)
        self.assertFalse(self.ada.is_opted_out)

    def test_forged_link_changes_nothing(self):
        mailing = self._make_mailing()
        token = mailing._generate_mailing_recipient_token(self.bob.id, "bob@example.com")
        response = self.url_open(
            f"/mailing/{mailing.id}/unsubscribe_oneclick",
            data={"document_id": self.ada.id, "email": "ada@example.com", "hash_token": token},
            method="POST",
        )
        self.assertNotEqual(response.status_code, 200)
        self.assertFalse(self.ada.is_opted_out)

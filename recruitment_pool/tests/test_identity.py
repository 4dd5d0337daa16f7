from psycopg2.errors import UniqueViolation

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import PoolCase


@tagged("post_install", "-at_install")
class TestIdentity(PoolCase):
    def _keys(self, member):
        return {(key.kind, key.value) for key in member.key_ids}

    def test_keys_are_normalized(self):
        member = self._make_member(
            "Zoé",
            email='"Zoé N\'Diaye" <Zoe.NDiaye@Example.COM>',
            profile_url="https://www.linkedin.com/in/Zoe/?trk=x",
            phone="+33 6 12 34 56 78",
        )
        self.assertEqual(
            self._keys(member),
            {
                ("email", "zoe.ndiaye@example.com"),
                ("profile", "linkedin.com/in/zoe"),
                ("phone", "+33612345678"),
            },
        )

    def test_old_address_stays(self):
        member = self._make_member(email="old@example.com")
        member.email = "new@example.com"
        self.assertEqual(self._keys(member), {("email", "old@example.com"), ("email", "new@example.com")})

    def test_an_address_is_one_persons(self):
        self._make_member("Ada")
        with self.assertRaisesRegex(ValidationError, "belongs to Ada already"):
            self._make_member("Another", email="ADA@example.com")

    def test_an_address_is_one_persons_for_the_database_too(self):
        """The index, not the check alone: two transactions do not see each other's."""
        ada = self._make_member("Ada")
        bob = self._make_member("Bob")
        self.env.flush_all()
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.cr.execute(
                "UPDATE recruitment_pool_member_key SET value = %s WHERE member_id = %s", [ada.email, bob.id]
            )

    def test_two_of_one_batch_with_one_address(self):
        for company in (self.company.id, False):
            with self.assertRaisesRegex(ValidationError, "belongs to"), self.cr.savepoint():
                self.Member.create(
                    [
                        {"name": name, "email": "twin@example.com", "company_id": company_id}
                        for name, company_id in (("One", self.company.id), ("Two", company))
                    ]
                )

    def test_a_domain_beyond_ascii_is_one_address_however_written(self):
        member = self._make_member(email="Ada@Bücher.example")
        self.assertEqual(self._keys(member), {("email", "ada@xn--bcher-kva.example")})
        Applicant = self.env["hr.applicant"]
        for address in ("ada@bücher.example", "ada@xn--bcher-kva.example"):
            self.assertEqual(Applicant.create({"partner_name": "A", "email_from": address}).pool_member_id, member)
            found = self.Member._find_by_keys([("email", address)], self.company)
            self.assertEqual(found, {("email", address): member.ids})
            with self.assertRaisesRegex(ValidationError, "belongs to"), self.cr.savepoint():
                self._make_member("Another", email=address)
        before = Applicant.create({"partner_name": "B", "email_from": "bob@bücher.example"})
        bob = self._make_member("Bob", email="bob@xn--bcher-kva.example")
        self.assertEqual(before.pool_member_id, bob)
        lines = self.Member.load(["name", "email"], [["Ada", "ada@xn--bcher-kva.example"], ["A", "ada@bücher.example"]])
        self.assertEqual(lines["ids"], member.ids)

    def test_phone_does_not_merge(self):
        one = self._make_member("One", phone="+33 2 61 91 01 38")
        two = self._make_member("Two", phone="+33 2 61 91 01 38")
        self.assertNotEqual(one, two)

    def test_partner_address_follows(self):
        partner = self.env["res.partner"].create({"name": "P", "email": "p@example.com"})
        member = self._make_member(email=False, partner_id=partner.id)
        partner.email = "q@example.com"
        self.assertEqual(
            self._keys(member),
            {
                ("partner", str(partner.id)),
                ("email", "p@example.com"),
                ("email", "q@example.com"),
            },
        )

    def test_zone_of_person_country_company(self):
        company_zone = self._make_member("A")
        japan = self._make_member("B", country_id=self.env.ref("base.jp").id)
        france = self._make_member("C", country_id=self.env.ref("base.fr").id)
        own = self._make_member("D", tz="Indian/Reunion")
        self.assertEqual(
            (company_zone | japan | france | own).mapped("effective_tz"),
            ["Europe/Paris", "Asia/Tokyo", "Europe/Paris", "Indian/Reunion"],
        )

    def test_copy_has_no_address(self):
        member = self._make_member("Ada", profile_url="https://x.example/ada")
        copy = member.copy()
        self.assertFalse(copy.email or copy.profile_url or copy.key_ids)

    def test_category_search_and_inverse(self):
        top = self._make_category("Top")
        leaf = self._make_category("Leaf", parent_id=top.id)
        member = self._make_member(categories=[leaf])
        found = self.Member.search([("category_ids", "child_of", top.ids)])
        self.assertEqual(found, member)
        member.category_ids = False
        self.assertFalse(self.Member.search([("category_ids", "child_of", top.ids)]))

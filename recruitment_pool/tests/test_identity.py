from odoo.exceptions import ValidationError
from odoo.tests import tagged

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

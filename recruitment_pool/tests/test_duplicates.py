from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.service.model import call_kw
from odoo.tests import tagged

from .common import PoolCase


@tagged("post_install", "-at_install")
class TestDuplicates(PoolCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Duplicate = cls.env["recruitment.pool.duplicate"]
        cls.env["recruitment.pool.member"].search([]).unlink()

    def _found(self):
        self.Duplicate._find()
        return {(pair.member_id.name, pair.other_id.name, pair.reason) for pair in self._open()}

    def _open(self):
        return self.Duplicate.search([("state", "=", "open")])

    def _namesakes(self, count=2, **vals):
        vals = {"phone": "+33 2 61 91 01 38", **vals}
        return self.Member.create(
            [{"name": "Ada Lovelace", "email": f"a{number}@example.com", **vals} for number in range(count)]
        )

    def test_same_name_and_phone(self):
        self._make_member("Élodie Martin", email="e@example.com", phone="+33 2 61 91 01 38")
        self._make_member("martin  Elodie", email="f@example.com", phone="02 61 91 01 38", country_id=75)
        self._make_member("Bob", phone="+33 2 61 91 01 38")
        self._make_member("Élodie Martin ", email="g@example.com", phone="+33 2 61 91 01 39")
        self.assertEqual(self._found(), {("Élodie Martin", "martin  Elodie", "phone")}, "a switchboard is nobody's")

    def test_same_profile_by_an_application(self):
        self._make_member("Ada", profile_url="https://www.linkedin.com/in/ada/")
        bob = self._make_member("Bob")
        applicant = self.env["hr.applicant"].create({"partner_name": "B", "email_from": "bob@example.com"})
        applicant.linkedin_profile = "http://fr.linkedin.com/in/Ada?trk=x"
        self.assertEqual(applicant.pool_member_id, bob, "e-mail comes first")
        self.assertEqual(self._found(), {("Ada", "Bob", "profile")})

    def test_a_profile_is_the_same_in_every_country(self):
        normalize = self.Member._normalize_profile
        for url in ("https://fr.linkedin.com/in/zoe", "linkedin.com/in/Zoe/", "https://m.linkedin.com/in/zoe?x=1"):
            self.assertEqual(normalize(url), "linkedin.com/in/zoe", url)
        self.assertEqual(normalize("https://fr.viadeo.example/in/zoe"), "fr.viadeo.example/in/zoe")

    def test_other_companies_erased_people_and_shared_addresses_prove_nothing(self):
        other = self.env["res.company"].create({"name": "Other"})
        one, two = self._namesakes()
        two.company_id = other
        self.assertFalse(self._found())
        two.company_id = one.company_id
        self.assertTrue(self._found())
        two.sudo().is_erased = True
        self.assertFalse(self._found(), "withdrawn")
        two.sudo().is_erased = False
        one.key_ids.filtered(lambda key: key.kind == "phone").sudo().is_shared = True
        self.assertFalse(self._found())

    def test_not_the_same_is_never_proposed_again(self):
        one, two, three = self._namesakes(3)
        self.assertEqual(len(self._found()), 1, "three of one name")
        self.assertEqual(len(self._open()), 2)
        pair = self._open().filtered(lambda p: p.other_id == two)
        pair.with_user(self.pool_user).action_keep_apart()
        self._found()
        self.assertEqual([(p.member_id, p.other_id) for p in self._open()], [(one, three)])
        self._open().action_keep_apart()
        self._found()
        self.assertEqual([(p.member_id, p.other_id) for p in self._open()], [(two, three)])
        pair.with_user(self.pool_user).action_reopen()
        self.assertIn(pair, self._open())

    def test_a_merge_takes_over_what_was_said_of_who_goes(self):
        one, two, three = self._namesakes(3)
        self._found()
        self._open().filtered(lambda p: p.other_id == three).action_keep_apart()
        self.Duplicate._find()
        self._open().filtered(lambda p: (p.member_id, p.other_id) == (two, three)).action_keep_apart()
        self._open().with_user(self.pool_manager).action_keep_second()
        self.assertEqual((one | two | three).exists(), two | three)
        self.assertFalse(self._found())
        self.assertEqual(self.Duplicate.search([]).mapped("state"), ["distinct"])

    def test_merge_in_bulk_keeps_whom_more_is_known_of(self):
        people = self._namesakes(3)
        self._touch(people[1], 3)
        self._found()
        pairs = self._open()
        self.assertEqual(pairs.filtered(lambda p: p.other_id == people[1]).kept_id, people[1])
        pairs.with_user(self.pool_manager).action_merge()
        self.assertEqual(people.exists(), people[1])
        self.assertFalse(self.Duplicate.search([]))
        self.assertEqual(people.exists().duplicate_count, 0)

    def test_pool_users_decide_but_managers_merge(self):
        self._namesakes()
        self._found()
        pair = self._open().with_user(self.pool_user)
        for act in (pair.action_merge, pair.action_keep_first, lambda: pair.write({"state": "distinct"})):
            with self.assertRaises(AccessError):
                act()
        self.assertIn("a0@example.com", pair.comparison)

    def test_smart_button(self):
        people = self._namesakes()
        found = call_kw(self.Duplicate.with_user(self.pool_user), "action_find", [[]], {})  # as its button does
        self.assertEqual(found["params"]["message"], "Pairs of people who may be one person: 1.")
        person = people[1].with_user(self.pool_user)
        self.assertEqual(person.duplicate_count, 1)
        action = person.action_view_duplicates()
        self.assertEqual(self.Duplicate.search(action["domain"]), self._open())

    def test_as_many_statements_for_many(self):
        def measure(count):
            self._namesakes(count)
            self.env.flush_all()
            with patch.object(type(self.env), "execute_query", autospec=True, side_effect=original) as run:
                self.Duplicate._find()
            self.Member.search([]).unlink()
            return run.call_count

        original = type(self.env).execute_query
        self.assertEqual(measure(2), measure(60))

from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import PoolCase


@tagged("post_install", "-at_install")
class TestPolicies(PoolCase):
    def _rules(self, member):
        """{(limit, days, where it comes from)} of the folded policy."""
        content = member.policy_snapshot_id.content
        return {(r["limit"], r["days"], r["source"]) for r in content["rules"]}

    def test_what_a_company_chooses_holds_at_once(self):
        member = self._make_member("Ada")
        self._touch(member, 7)
        self.company.pool_default_policy_id = self._make_policy((1, 28))
        self.assertEqual(self._verdict(member)[1], "cap")
        self.company.pool_default_policy_id = False
        self.assertEqual(self._verdict(member)[0], "allowed")

    def test_person_without_category_has_default_and_ceiling(self):
        self.company.pool_ceiling_policy_id = self._make_policy((2, 7))
        self.company.pool_default_policy_id = self._make_policy((1, 28))
        member = self._make_member()
        self.assertEqual(self._rules(member), {(2, 7, "ceiling"), (1, 28, "default")})

    def test_category_may_be_looser_than_default_never_than_ceiling(self):
        self.company.pool_ceiling_policy_id = self._make_policy((2, 7))
        self.company.pool_default_policy_id = self._make_policy((1, 28))
        loose = self._make_category("Loose", self._make_policy((3, 7)))
        member = self._make_member(categories=[loose])
        self.assertEqual(self._rules(member), {(2, 7, "ceiling"), (3, 7, "category")})

    def test_category_without_policy_takes_nearest_ancestor(self):
        top = self._make_category("Top", self._make_policy((1, 90)))
        middle = self._make_category("Middle", self._make_policy((1, 60)), parent_id=top.id)
        leaf = self._make_category("Leaf", parent_id=middle.id)
        member = self._make_member(categories=[leaf])
        self.assertEqual(self._rules(member), {(1, 60, "category")})
        middle.policy_id = False
        self.assertEqual(self._rules(member), {(1, 90, "category")})

    def test_key_category_takes_precedence(self):
        passive = self._make_category("Passive", self._make_policy((1, 60)))
        key = self._make_category("Key", self._make_policy((1, 30)), is_key=True)
        member = self._make_member(categories=[passive, key])
        self.assertTrue(key.takes_precedence)
        self.assertEqual(self._rules(member), {(1, 30, "category")})

    def test_preference_tightens(self):
        self.company.pool_default_policy_id = self._make_policy((1, 28))
        member = self._make_member(preference_limit=1, preference_days=90)
        self._touch(member, 40)
        self.assertEqual(self._rules(member), {(1, 28, "default"), (1, 90, "person")})
        self.assertEqual(self._verdict(member), ("postponed", "cap", date(2027, 4, 29)))

    def test_equal_policies_share_one_version(self):
        category = self._make_category("Same", self._make_policy((1, 10)))
        one = self._make_member("One", [category])
        two = self._make_member("Two", [category])
        self.assertEqual(one.policy_snapshot_id, two.policy_snapshot_id)
        before = one.policy_snapshot_id
        category.policy_id.rule_ids.window_days = 20
        self.assertNotEqual(one.policy_snapshot_id, before)
        self.assertEqual(before.content["rules"][0]["days"], 10, "a version never changes")
        with self.assertRaises(UserError):
            before.content = {}

    def test_membership_that_ended_has_no_say(self):
        category = self._make_category("Ended", self._make_policy((1, 10)))
        member = self._make_member(categories=[category])
        member.membership_ids.write({"since": "2027-01-01", "until": "2027-03-09"})
        self.assertFalse(member.category_ids)
        self.assertEqual(self._rules(member), set())
        member.membership_ids.until = "2027-03-10"
        self.assertEqual(self._rules(member), {(1, 10, "category")})

    def test_category_that_foresees_something_else(self):
        category = self._make_category("Press", message_type_ids=[self.personal.id])
        member = self._make_member(categories=[category])
        self.assertEqual(self._verdict(member), ("refused", "not_foreseen", None))
        self._make_category("News", message_type_ids=[self.newsletter.id])
        member._add_to_categories(self._make_category("Letters", message_type_ids=[self.newsletter.id]))
        self.assertEqual(self._verdict(member)[0], "allowed")

    def test_never_contact(self):
        category = self._make_category("Silent", self._make_policy(is_never=True))
        member = self._make_member(categories=[category])
        self.assertEqual(self._verdict(member), ("refused", "never_contact", None))
        self.assertFalse(member.next_allowed_day)

    def test_keep_warm_from_last_warm_contact(self):
        category = self._make_category("Warm", self._make_policy((1, 30), keep_warm_days=90))
        member = self._make_member(categories=[category])
        self._touch(member, 100, self.phone, self.personal)
        self._touch(member, 5)  # a newsletter keeps nobody warm
        member._fold()
        self.assertEqual(member.keep_warm_due, date(2027, 4, 4), "never before it is allowed")
        self.assertEqual(member.next_allowed_day, date(2027, 4, 4))
        member.is_opted_out = True
        self.assertFalse(member.keep_warm_due)

    def test_used_policy_cannot_disappear(self):
        policy = self._make_policy((1, 10))
        category = self._make_category("User", policy)
        for act in (policy.unlink, policy.action_archive):
            with self.assertRaises(UserError):
                act()
        category.policy_id = False
        policy.action_archive()

    def test_wrong_numbers_are_refused(self):
        for rule in ((0, 7), (-1, 7), (1, 0), (1, 4000), (2000, 7)):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError, msg=f"rule {rule}"),
                self.cr.savepoint(),
            ):
                self._make_policy(rule)

    def test_category_below_itself(self):
        top = self._make_category("Top")
        leaf = self._make_category("Leaf", parent_id=top.id)
        with self.assertRaises(UserError):
            top.parent_id = leaf

    def test_sentence(self):
        policy = self._make_policy((1, 28), (2, 60, self.phone), keep_warm_days=90)
        self.assertEqual(
            policy.sentence,
            "at least 28 days apart, at most 2 messages in 60 days (Phone), a contact at least every 90 days",
        )

    def test_sentence_of_days(self):
        policy = self._make_policy((1, 1), (3, 1, self.email), keep_warm_days=1)
        self.assertEqual(
            policy.sentence, "at most 1 message a day, at most 3 messages a day (E-mail), a contact every day"
        )

    def test_sentence_in_the_language_of_each_reader(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        policy = self._make_policy((1, 28), (3, 60))
        member = self._make_member()
        english, french = policy.with_context(lang="en_US"), policy.with_context(lang="fr_FR")
        self.assertEqual(english.sentence, "at least 28 days apart, at most 3 messages in 60 days")
        self.assertEqual(french.sentence, "au moins 28 jours d'écart, au plus 3 messages en 60 jours")
        self.assertEqual(english.rule_ids[0].display_name, "at most 1 message in 28 days")
        self.assertEqual(french.rule_ids[0].display_name, "au plus 1 message en 28 jours")
        self.assertEqual(member.with_context(lang="en_US").cadence_sentence, "May be contacted by e-mail today.")
        self.assertIn("par e-mail aujourd'hui", member.with_context(lang="fr_FR").cadence_sentence)

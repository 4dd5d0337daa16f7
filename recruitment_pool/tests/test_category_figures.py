import json
from datetime import timedelta

from odoo.tests import tagged

from .common import NOW, PoolCase


@tagged("post_install", "-at_install")
class TestCategoryFigures(PoolCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls._make_policy((1, 28))
        cls.top = cls._make_category("Top", cls.policy)
        cls.leaf = cls._make_category("Leaf", parent_id=cls.top.id)
        cls.ada = cls._make_member("Ada", [cls.top, cls.leaf])
        cls.bob = cls._make_member("Bob", [cls.leaf])
        cls.eve = cls._make_member("Eve", [cls.top], is_opted_out=True)

    def _figures(self, category):
        return (category.member_count, category.contactable_count, category.pressure_mean, category.pressure_max)

    def test_figures(self):
        for days_ago in (3, 40, 89, 90, -5):
            self._touch(self.ada, days_ago)
        self._touch(self.bob, 3, state="failed")
        self._touch(self.bob, 3, message_type=self.inbound)
        self.Member._fold_all()
        self.assertEqual(self._figures(self.top), (3, 1, 1.0, 3))
        self.assertEqual(self._figures(self.leaf), (2, 1, 1.5, 3))
        self.assertEqual(self._figures(self._make_category("Nobody")), (0, 0, 0.0, 0))

    def test_those_in_a_live_process_cannot_be_contacted(self):
        self.env["hr.applicant"].create({"partner_name": "Bob", "email_from": "bob@example.com"})
        self.Member._fold_all()
        self.assertEqual(self.leaf.contactable_count, 1)

    def test_lists_behind_the_figures_agree(self):
        self._touch(self.ada, 3)
        self.Member._fold_all()
        for category in (self.top, self.leaf):
            people = self.Member.search(category.action_view_members()["domain"])
            free = self.Member.search(category.action_view_contactable()["domain"])
            self.assertEqual((len(people), len(free)), (category.member_count, category.contactable_count))
            verdicts = self.Member._dry_run(people.ids, "email", self.newsletter)
            self.assertEqual(free.ids, [id_ for id_ in people.ids if verdicts[id_][0] == "allowed"], "as the engine")

    def test_archived_and_other_companies_are_not_counted(self):
        self.bob.active = False
        common = self._make_category("Common", company_id=False)
        other = self.env["res.company"].create({"name": "Other"})
        self._make_member("There", [common], company_id=other.id)
        self._make_member("Here", [common])
        self.assertEqual(self.leaf.member_count, 1)
        self.assertEqual(common.with_user(self.pool_user).member_count, 1)

    def test_weeks(self):
        for days_ago in (0, 6, 7, 89, 90):
            self._touch(self.ada, days_ago)
        (graph,) = json.loads(self.leaf.pressure_graph)
        self.assertEqual([point["value"] for point in graph["values"]], [1] + [0] * 10 + [1, 2])

    def test_policy_in_words(self):
        self.company.pool_default_policy_id = self._make_policy((13, 365), keep_warm_days=90)
        default = "The company's default: at most 13 messages a year, a contact at least every 90 days"
        self.assertEqual(self.top.policy_sentence, "at least 28 days apart")
        self.assertEqual(self.leaf.policy_sentence, "As Top: at least 28 days apart")
        self.assertEqual(self._make_category("Alone").policy_sentence, default)

    def test_queries_do_not_grow_with_categories(self):
        names = ["member_count", "contactable_count", "pressure_mean", "pressure_graph", "policy_sentence"]
        names += ["criteria_sentence", "complete_name"]

        def count(number, run):
            categories = self.env["recruitment.pool.category"]
            parent = self.top
            for index in range(number):
                parent = self._make_category(
                    f"C{index}",
                    parent_id=(parent if index % 3 else self.top).id,
                    criteria_domain=f"[('name', '=', 'Person {index}')]",
                )
                categories |= parent
            for index in range(number):
                self._make_member(f"{number}-{index}-{run}", [categories[index]])
            return self._count_queries(categories.read, names)

        count(1, "warm")
        self.assertEqual(count(1, "run"), count(30, "run"))


@tagged("post_install", "-at_install")
class TestPolicyEffect(PoolCase):
    """What a change of a policy would do is told before it is saved."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls._make_policy((1, 28), keep_warm_days=90)
        cls.category = cls._make_category("Monthly", cls.policy)
        cls.recent = cls._make_member("Recent", [cls.category])
        cls.older = cls._make_member("Older", [cls.category])
        cls.never = cls._make_member("Never", [cls.category])
        cls.stranger = cls._make_member("Stranger")
        cls._touch(cls.recent, 5)
        cls._touch(cls.older, 40)
        cls._touch(cls.stranger, 5)
        cls.Member._fold_all()

    def _effect(self, **vals):
        draft = self.policy.new(origin=self.policy)
        draft.update(vals)
        return {line["label"].split(": ", 1)[0]: line["names"] for line in draft.effect["lines"]}

    def test_nothing_changed_says_nothing(self):
        self.assertEqual(self.policy.effect, {"lines": []})
        self.assertFalse(self._effect(name="Other name"))

    def test_longer_and_shorter(self):
        self.assertEqual(
            self._effect(rule_ids=[(1, self.policy.rule_ids.id, {"window_days": 60})]),
            {
                "Later than now": "Older, Recent",
                "Earlier than now": "",
                "No longer contacted": "",
                "Next possible day as now": "Never",
            },
        )
        self.assertEqual(
            self._effect(rule_ids=[(1, self.policy.rule_ids.id, {"window_days": 7})])["Earlier than now"], "Recent"
        )
        self.assertEqual(self._effect(rule_ids=[(5, 0, 0)])["Earlier than now"], "Recent", "no rule left")
        added = self._effect(rule_ids=[(0, 0, {"touch_limit": 1, "window_days": 90, "channel_id": self.email.id})])
        self.assertEqual(added["Later than now"], "Older, Recent")

    def test_never_and_again(self):
        self.assertEqual(self._effect(is_never=True)["No longer contacted"], "Never, Older, Recent")
        self.policy.is_never = True
        self.assertEqual(self._effect(is_never=False)["Contacted again"], "Never, Older, Recent")

    def test_it_is_what_saving_does(self):
        """And nothing is written before."""
        people = self.recent | self.older | self.never | self.stranger
        before = people.mapped("next_allowed_day")
        versions = self.env["recruitment.policy.snapshot"].search_count([])
        told = self._effect(rule_ids=[(1, self.policy.rule_ids.id, {"window_days": 60})])
        self.env.invalidate_all()
        self.assertEqual(people.mapped("next_allowed_day"), before)
        self.assertEqual(self.env["recruitment.policy.snapshot"].search_count([]), versions)
        self.policy.rule_ids.window_days = 60
        later = [p.name for p, day in zip(people, before, strict=True) if p.next_allowed_day > day]
        self.assertEqual(", ".join(sorted(later)), told["Later than now"])
        self.assertLess(NOW.date() + timedelta(days=50), self.recent.next_allowed_day)

    def test_policy_of_the_company_concerns_everybody(self):
        self.company.pool_default_policy_id = self.policy
        told = self._effect(rule_ids=[(1, self.policy.rule_ids.id, {"window_days": 60})])
        self.assertEqual(told["Later than now"], "Older, Recent, Stranger")

    def test_versions(self):
        old = self.recent.policy_snapshot_id
        self.policy.rule_ids.window_days = 60
        self._make_member("Other", [self._make_category("Other", self._make_policy((1, 60)))])
        versions = self.env["recruitment.policy.snapshot"].search(self.policy.action_view_versions()["domain"])
        self.assertEqual(versions, old | self.recent.policy_snapshot_id)
        self.assertEqual(old.sentence, "at most 1 message in 28 days")
        self.assertIn("No version yet", self._make_policy((1, 5)).action_view_versions()["help"])

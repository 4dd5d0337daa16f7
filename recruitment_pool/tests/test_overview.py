from random import Random

from lxml import etree

from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from ..models.recruitment_pool_category_overview import FIGURES
from .random_pool import RandomPool


@tagged("post_install", "-at_install")
class TestOverview(RandomPool):
    """Each figure is the length of the list that it opens, filtered as the search view does."""

    def _count(self, action):
        """How many people the list of an action shows, its default filters applied."""
        Member = self.Member.with_user(self.pool_user)
        filters = {f"search_default_{name}": name for name in FIGURES.values()}
        names = [filters[key] for key in action["context"] if key in filters]
        arch = Member.get_view(view_type="search")["arch"]
        domain = list(action["domain"])
        for name in names:
            domain += self._get_filter_domain(arch, name)
        return Member.search_count(domain)

    def _get_filter_domain(self, arch, name):
        return safe_eval(etree.fromstring(arch).find(f".//filter[@name='{name}']").get("domain"))

    def test_figures_are_the_lists_behind_them(self):
        members = self._make_random_pool(Random(7))
        self.env["hr.applicant"].create([{"partner_name": m.name, "email_from": m.email} for m in members[:8]])
        other = self.env["res.company"].create({"name": "Other"})
        self._make_member("There", company_id=other.id)
        members[9].active = False
        categories = self.env["recruitment.pool.category"].with_user(self.pool_user).search([])
        seen = set()
        for category in categories:
            self.assertEqual(category.people_count, self._count(category.action_view_figure()), category.name)
            for name in FIGURES:
                action = category.with_context(pool_figure=name).action_view_figure()
                self.assertEqual(category[name], self._count(action), f"{category.name} {name}")
                seen |= {name} if category[name] else set()
        self.assertEqual(seen, set(FIGURES), "each figure counts somebody somewhere")

    def test_totals_are_the_lists_behind_them(self):
        self._make_random_pool(Random(42))
        Category = self.env["recruitment.pool.category"].with_user(self.pool_user)
        everybody, *figures = Category.get_pool_overview()
        Member = self.Member.with_user(self.pool_user)
        self.assertEqual(everybody["value"], Member.search_count([]))
        self.assertEqual([figure["filter"] for figure in figures], list(FIGURES.values()))
        for figure in figures:
            action = {"domain": [], "context": {f"search_default_{figure['filter']}": 1}}
            self.assertEqual(figure["value"], self._count(action), figure["label"])

    def test_categories_bring_the_totals_along(self):
        """One request and one statement for the whole page."""
        self._make_random_pool(Random(44))
        Category = self.env["recruitment.pool.category"].with_user(self.pool_user)
        arch = Category.get_view(self.env.ref("recruitment_pool.recruitment_pool_category_view_kanban_overview").id)
        specification = {node.get("name"): {} for node in etree.fromstring(arch["arch"]).iter("field")}
        totals = Category.get_pool_overview()
        self.assertGreater(totals[0]["value"], 0)
        for record in Category.web_search_read([], specification)["records"]:
            self.assertEqual(record["pool_totals"], totals)
        without = {name: {} for name in specification if name != "pool_totals"}
        _caches, one, other = [
            self._count_queries(Category.web_search_read, [], names) for names in (without, without, specification)
        ]
        self.assertEqual(one, other)

    def test_nobody_and_no_category(self):
        self.env["recruitment.pool.category"].with_user(self.pool_user).search([]).sudo().active = False
        lines = self.env["recruitment.pool.category"].with_user(self.pool_user).get_pool_overview()
        self.assertEqual(len(lines), 1 + len(FIGURES))
        empty = self._make_category("Empty")
        self.assertEqual([empty[name] for name in ("people_count", *FIGURES)], [0] * 6)
        self.assertFalse(self.env["recruitment.pool.category"].new({"name": "New"}).people_count)

    def test_as_many_queries_for_all_categories_as_for_one(self):
        self._make_random_pool(Random(43))
        categories = self.env["recruitment.pool.category"].search([])
        _caches, one, many = [
            self._count_queries(some.read, ["people_count", *FIGURES])
            for some in (categories[:1], categories[:1], categories)
        ]
        self.assertEqual(one, many)

from odoo.tests import Form, tagged

from .common import PoolCase


@tagged("post_install", "-at_install")
class TestCategoryNames(PoolCase):
    """The path of a category is said, found and ordered in the language of who reads."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.Category = cls.env["recruitment.pool.category"].with_context(lang="en_US")
        cls.top = cls._make_named("Apprentices", "Zélateurs")
        cls.leaf = cls._make_named("Welders", "Soudeurs", cls.top)
        cls.other = cls._make_named("Key people", "Personnes clés")
        cls.all = cls.top | cls.leaf | cls.other

    @classmethod
    def _make_named(cls, english, french, parent=None):
        category = cls.Category.create({"name": english, "parent_id": parent and parent.id})
        category.with_context(lang="fr_FR").name = french
        return category

    def _names(self, lang, domain=(), order=None):
        Category = self.Category.with_context(lang=lang)
        return Category.search([("id", "in", self.all.ids), *domain], order=order).mapped("complete_name")

    def test_said_and_ordered_in_the_language_of_the_reader(self):
        english = ["Apprentices", "Apprentices / Welders", "Key people"]
        french = ["Personnes clés", "Zélateurs", "Zélateurs / Soudeurs"]
        self.assertEqual(self._names("en_US"), english)
        self.assertEqual(self._names("fr_FR"), french)
        self.assertEqual(self._names("fr_FR", order="complete_name desc"), french[::-1])
        self.assertEqual(self.leaf.with_context(lang="fr_FR").display_name, french[2])

    def test_follows_a_new_name_and_a_new_parent(self):
        self.top.with_context(lang="fr_FR").name = "Apprentis"
        self.assertEqual(self._names("fr_FR"), ["Apprentis", "Apprentis / Soudeurs", "Personnes clés"])
        self.leaf.parent_id = self.other
        self.assertEqual(self._names("fr_FR"), ["Apprentis", "Personnes clés", "Personnes clés / Soudeurs"])

    def test_found_by_the_words_of_the_reader(self):
        self.assertEqual(self._names("fr_FR", [("complete_name", "ilike", "zélat")]), self._names("fr_FR")[1:])
        self.assertEqual(self._names("fr_FR", [("complete_name", "ilike", "apprent")]), [])
        self.assertEqual(
            self._names("fr_FR", [("complete_name", "=", "Zélateurs / Soudeurs")]), ["Zélateurs / Soudeurs"]
        )
        found = self.Category.with_context(lang="fr_FR").name_search("soudeurs")
        self.assertEqual(found, [(self.leaf.id, "Zélateurs / Soudeurs")])
        self.assertEqual(self.all.filtered_domain([("complete_name", "ilike", "weld")]), self.leaf)

    def test_ordered_where_others_point_to_it(self):
        ada = self._make_member("Ada", self.all)
        memberships = ada.membership_ids.with_context(lang="fr_FR")
        by_category = memberships.search([("member_id", "=", ada.id)], order="category_id")
        self.assertEqual(by_category.category_id.mapped("name"), ["Personnes clés", "Zélateurs", "Soudeurs"])
        groups = memberships._read_group([("member_id", "=", ada.id)], ["category_id"], order="category_id")
        self.assertEqual([category.name for (category,) in groups], ["Personnes clés", "Zélateurs", "Soudeurs"])

    def test_created_by_typing_a_name(self):
        with Form(self.Category) as form:
            form.name = "Divers"
            form.parent_id = self.Category.browse(self.Category.name_create("Technicians")[0])
        self.assertEqual(form.record.complete_name, "Technicians / Divers")

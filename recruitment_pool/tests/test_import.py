from odoo.tests import tagged

from .common import PoolCase

FIELDS = ("name", "email", "phone")


@tagged("post_install", "-at_install")
class TestImport(PoolCase):
    def _load(self, *lines, columns=FIELDS):
        result = self.Member.load(list(columns), [list(line) for line in lines])
        self.assertFalse([m for m in result["messages"] if m["type"] == "error"])
        return self.Member.browse(result["ids"])

    def test_same_address_in_one_file_is_one_person(self):
        members = self._load(
            ("Zoé Petit", "zoe@example.com", ""),
            ("Zoe Petit", " ZOE@Example.com ", "+33639980102"),
            ("Max", "max@example.com", ""),
        )
        self.assertEqual(members.mapped("name"), ["Zoé Petit", "Max"])
        self.assertEqual(members[0].phone, "+33639980102", "the second line fills blanks")

    def test_known_address_is_matched_and_not_emptied(self):
        ada = self._make_member("Ada", phone="+33639980101")
        members = self._load(("Ada Lovelace", "ADA@example.com", ""), ("Bob", "", "1"))
        self.assertEqual(members[0], ada)
        self.assertEqual((ada.name, ada.phone), ("Ada Lovelace", "+33639980101"))
        self.assertEqual(members[1].name, "Bob")

    def test_no_address_makes_a_new_person(self):
        members = self._load(("Ann", "", "+33639980103"), ("Ann", "", "+33639980103"))
        self.assertEqual(len(members), 2, "a phone does not merge")

    def test_categories_come_with_the_file(self):
        category = self._make_category("Experts")
        member = self._load(("Ada", "ada@example.com", "Experts"), columns=["name", "email", "category_ids"])
        self.assertEqual(member.category_ids, category)

    def test_categories_of_two_lines_add_up(self):
        key, experts = self._make_category("Key people"), self._make_category("Experts")
        lines = ("Ada", "ada@example.com", "Experts"), ("Ada", "ada@example.com", "Key people")
        member = self._load(*lines, columns=["name", "email", "category_ids"])
        self.assertEqual(member.category_ids, key | experts)

    def test_categories_of_the_file_are_added(self):
        key, experts = self._make_category("Key people"), self._make_category("Experts")
        ada = self._make_member("Ada", key)
        self._load(("Ada", ada.email, "Experts"), columns=["name", "email", "category_ids"])
        self.assertEqual(ada.category_ids, key | experts, "a spreadsheet takes nobody out of a category")

    def test_error_names_the_line_and_leaves_nothing(self):
        result = self.Member.load(
            ["name", "email", "category_ids"],
            [["Ada", "ada@example.com", ""], ["Bob", "bob@example.com", "Nowhere"]],
        )
        self.assertFalse(result["ids"])
        self.assertEqual(result["messages"][0]["rows"]["from"], 1)
        self.assertFalse(self.Member.search([("email", "=", "ada@example.com")]))

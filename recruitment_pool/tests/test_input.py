from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from .common import PoolCase

BEYOND = (2**31, -(2**31), 2**40, 10**30, 1.5, "1.5", "many", float("nan"), float("inf"))
NUL = "a\x00b"


@tagged("post_install", "-at_install")
class TestInput(PoolCase):
    """What the database cannot keep is refused before it, in words, whichever field it is typed into."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls._make_policy((1, 28))
        cls.category = cls._make_category("Experts", cls.policy)
        cls.member = cls._make_member("Ada", cls.category)
        cls.type = cls.env["recruitment.message.type"].create({"name": "Gazette", "code": "gazette"})
        cls.channel = cls.env["recruitment.contact.channel"].create({"name": "Fax", "code": "fax"})
        cls.first_steps = cls.env["recruitment.pool.first.steps"].create({})

    def assertRefused(self, words, act, *args):
        with self.assertRaises(ValidationError) as caught, self.cr.savepoint():
            act(*args)
        self.assertIn(words, str(caught.exception))

    def test_numbers(self):
        for record, names in (
            (self.policy.rule_ids, ("touch_limit", "window_days")),
            (self.policy, ("keep_warm_days",)),
            (self.category, ("color",)),
            (self.member, ("preference_limit", "preference_days")),
            (self.type, ("priority", "sequence")),
            (self.channel, ("sequence",)),
            (self.company, ("pool_live_refusal_days", "pool_live_activity_days")),
            (self.first_steps, ("silent_months",)),
        ):
            for name in names:
                for number in BEYOND:
                    with self.subTest(f"{record._name}.{name} {number}"):
                        self.assertRefused("takes whole numbers up to 2147483647", record.write, {name: number})
        rule = {"touch_limit": 2**31, "window_days": 7}
        self.assertRefused("At Most takes", self.policy.write, {"rule_ids": [(0, 0, rule)]})
        self.assertRefused("takes", self.env["res.config.settings"].create, {"pool_live_refusal_days": 2**31})

    def test_number_in_a_file(self):
        for number in ("99999999999", "1.5"):
            result = self.Member.load(["name", "email", "preference_limit"], [["Bob", "bob@example.com", number]])
            self.assertFalse(result["ids"])
            self.assertEqual(result["messages"][0]["record"], 0)

    def test_numbers_while_they_are_typed(self):
        """The form works out what would change at each key, before anything is saved."""
        self._touch(self.member, 3)
        for days in (2**31 - 1, 3_000_000, -5):
            form = Form(self.policy)
            form.keep_warm_days = days
            with form.rule_ids.edit(0) as line:
                line.window_days = line.touch_limit = days
            self.assertTrue(form.sentence)
            steps = Form(self.first_steps)
            steps.silent_months = days
            self.assertGreaterEqual(steps.application_count, 0)

    def test_blank_names_of_what_is_chosen_from_lists(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        needed = "needs at least one visible character"
        for record in (self.policy, self.category, self.type, self.channel):
            for blank in ("", "  ", "\t\n", "\N{NO-BREAK SPACE}", "\N{ZERO WIDTH SPACE}"):
                with self.subTest(f"{record._name} {blank!r}"):
                    vals = record.copy_data({"code": "other"} if "code" in record else None)[0]
                    self.assertRefused(needed, record.create, {**vals, "name": blank})
                    self.assertRefused(needed, record.write, {"name": blank})
                    self.assertRefused("caractère visible", record.with_context(lang="fr_FR").write, {"name": blank})
                    self.assertRefused(needed, record.update_field_translations, "name", {"fr_FR": blank})
            record.update_field_translations("name", {"fr_FR": "Nom"})
            record.update_field_translations("name", {"fr_FR": False})
            self.assertEqual(record.with_context(lang="fr_FR").name, record.name)

    def test_nul(self):
        refused = "contains a character that no database keeps"
        for record in (self.policy, self.category, self.type, self.channel, self.member):
            self.assertRefused(refused, record.write, {"name": NUL})
            self.assertRefused(refused, record.create, {"name": NUL})
        self.assertRefused(refused, self.member.write, {"email": f"{NUL}@example.com"})
        self.assertRefused(refused, self.member.membership_ids.write, {"reason": NUL})
        log = self.env["recruitment.pool.log.contact"]
        for name in ("summary", "reason", "activity_words"):
            self.assertRefused(refused, log.create, {"member_ids": self.member.ids, name: NUL})

    def test_nul_in_a_file(self):
        for line in ([NUL, "x@example.com", ""], ["X", f"{NUL}@example.com", ""], ["X", "", f"https://x.fr/{NUL}"]):
            result = self.Member.load(["name", "email", "profile_url"], [["Bob", "bob@example.com", ""], line])
            self.assertFalse(result["ids"])
            self.assertEqual([m["record"] for m in result["messages"]], [1], result["messages"])
            self.assertIn("no database keeps", result["messages"][0]["message"])
        self.assertFalse(self.Member._find_by_keys([("email", f"{NUL}@example.com")], self.company))

    def test_criteria(self):
        category = self._make_category("By criteria")
        words = "does not fit its field"
        self.assertRefused(
            words, category.write, {"criteria_domain": "[('paused_until', '>', 'today -999999999999d')]"}
        )
        for criteria, said in (
            ("[('applicant_ids', 'any', [])]", "Applications set"),
            ("[('applicant_ids', 'not any', [])]", "Applications not set"),
            ("[('applicant_ids', 'any', [(0, '=', 1)])]", "Applications with ([(0, '=', 1)])"),
        ):
            category.criteria_domain = criteria
            self.assertEqual(category.criteria_sentence, said)
        with self.assertRaises(ValidationError) as caught, self.cr.savepoint():
            category.criteria_domain = repr(["|"] * 20_000 + [("name", "=", "a")] * 20_001)
        self.assertLess(len(str(caught.exception)), 1000)

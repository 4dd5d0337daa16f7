from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import PoolCase

OPTIONS = {"has_headers": True, "separator": ";", "quoting": '"', "keep_matches": False, "encoding": "utf-8"}


@tagged("post_install", "-at_install")
class TestImportFiles(PoolCase):
    """Files as people have them, through Odoo's import, as a pool user."""

    def _import(self, text, columns, encoding="utf-8", **options):
        """Import a file of these columns; what the client is told."""
        wizard = (
            self.env["base_import.import"]
            .with_user(self.pool_user)
            .create(
                {
                    "res_model": "recruitment.pool.member",
                    "file": text.encode(encoding),
                    "file_type": "text/csv",
                    "file_name": "people.csv",
                }
            )
        )
        with mute_logger("odoo.sql_db"):  # Odoo's import lets the database refuse lines
            return wizard.execute_import(columns, columns, {**OPTIONS, "encoding": encoding, **options})

    def assertLine(self, result, line, words):
        """Nothing was imported, and the message names this line of the file (the first after the header is 0)."""
        self.assertFalse(result["ids"])
        (message,) = result["messages"]
        self.assertEqual(message["rows"], {"from": line, "to": line}, message)
        self.assertIn(words, message["message"])
        self.assertFalse(self.Member.search([("email", "=like", "%@file.example")]), "nothing half done")

    def test_file_of_several_batches(self):
        """The client asks for so many lines at a time, in calls of their own."""
        self._make_member("P2", email="p2@file.example")
        lines = [f"Person {n};p{n}@file.example" for n in range(25)]
        text = "\n".join(["name;email", *lines])
        ids, skip, calls = [], 0, 0
        while not calls or skip:
            result = self._import(text, ["name", "email"], limit=10, skip=skip)
            self.assertFalse(result["messages"])
            ids += result["ids"]
            skip, calls = result["nextrow"], calls + 1
        self.assertEqual((calls, len(set(ids))), (3, 25))
        self.assertEqual(self.Member.search_count([("email", "=like", "p%@file.example")]), 25)

    def test_queries_do_not_grow_with_the_file(self):
        """Nobody is folded or put into a category line by line; what remains is Odoo's: it looks each name up."""
        self._make_category("Experts", self._make_policy((1, 28)))

        def count(number):
            lines = (f"P;p{n}@{number}.file.example;Experts" for n in range(number))
            self.env.flush_all()
            before = self.cr.sql_log_count
            result = self._import("\n".join(["name;email;x", *lines]), ["name", "email", "category_ids"])
            self.assertEqual(len(result["ids"]), number)
            self.env.flush_all()
            return self.cr.sql_log_count - before

        count(2)
        new, known = (count(400) - count(100) for _twice in range(2))
        self.assertLess(new / 300, 1.5)
        self.assertLess(known / 300, 4.5)

    def test_import_folds(self):
        """Once for all lines, not one by one."""
        self._make_category("Experts", self._make_policy((1, 28)))
        text = "name;email;x\nAda;ada@file.example;Experts\nBob;bob@file.example;Experts"
        for _twice in range(2):  # new, then known
            members = self.Member.browse(self._import(text, ["name", "email", "category_ids"])["ids"])
            self.assertEqual([r["days"] for r in members.policy_snapshot_id.content["rules"]], [28])
            members.category_ids = False

    def test_latin_1(self):
        result = self._import("name;email\nZoé Lefèvre;zoe@file.example", ["name", "email"], "iso-8859-1")
        self.assertEqual(self.Member.browse(result["ids"]).name, "Zoé Lefèvre")
        wizard = self.env["base_import.import"].create(
            {
                "res_model": "recruitment.pool.member",
                "file": "name;email\nZoé Lefèvre;zoe@file.example".encode("iso-8859-1"),
                "file_type": "text/csv",
            }
        )
        preview = wizard.parse_preview({**OPTIONS, "encoding": ""})
        self.assertIn("Zoé Lefèvre", str(preview["preview"]), "found out from the file itself")

    def test_empty_lines(self):
        result = self._import("name;email\n;\n\nAda;ada@file.example\n;\n", ["name", "email"])
        self.assertEqual(self.Member.browse(result["ids"]).mapped("name"), ["Ada"])

    def test_formulas_are_text(self):
        cells = ("=cmd|' /C calc'!A0", "+SUM(A1)", "-2+3", "@SUM(A1)", '"\t=1+1"', "= =1")
        lines = [f"{cell};f{n}@file.example" for n, cell in enumerate(cells)]
        result = self._import("\n".join(["name;email", *lines]), ["name", "email"])
        names = [self.Member.browse(member_id).name for member_id in result["ids"]]
        self.assertEqual(names, ["cmd|' /C calc'!A0", "SUM(A1)", "2+3", "SUM(A1)", "1+1", "1"])

    def test_dates(self):
        text = "name;email;until\nAda;ada@file.example;%s"
        columns = ["name", "email", "paused_until"]
        (message,) = self._import(text % "2027-13-40", columns)["messages"]
        self.assertIn("Error in line 1: time data '2027-13-40'", message["message"])
        result = self._import(text % "31/12/2027", columns, date_format="%d/%m/%Y")
        self.assertEqual(str(self.Member.browse(result["ids"]).paused_until), "2027-12-31")

    def test_error_names_its_line_whatever_was_merged(self):
        lines = ["Ada;ada@file.example;", "Ada;ADA@file.example;", "Bob;bob@file.example;%s", "Eve;eve@file.example;"]
        text = "\n".join(["name;email;x", *lines])
        for column, value, words in (
            ("tz", "Mars/Base", "Mars/Base"),
            ("profile_url", "javascript:alert(1)", "is no address of a web page"),
            ("category_ids", "Nowhere", "Nowhere"),
            ("preference_limit", "3", "fill in both"),
            ("preference_limit", "99999999999", "takes whole numbers"),
            ("is_opted_out", "perhaps", "perhaps"),
            ("lang", "Klingon", "Klingon"),
        ):
            self.assertLine(self._import(text % value, ["name", "email", column]), 2, words)

    def test_missing_name_names_its_line(self):
        self.assertLine(
            self._import("name;email\nAda;a@file.example\n;b@file.example", ["name", "email"]), 1, "Missing required"
        )

    def test_file_does_not_set_what_is_not_its_own(self):
        text = "name;email;x\nAda;ada@file.example;%s"
        snapshot = self._make_member("Other").policy_snapshot_id
        for column, value in (
            ("is_erased", "1"),
            ("is_restricted", "1"),
            ("next_allowed_day", "2020-01-01"),
            ("keep_warm_due", "2020-01-01"),
            ("effective_tz", "UTC"),
            ("policy_snapshot_id/.id", snapshot.id),
            ("touch_ids/summary", "forged"),
            ("key_ids/value", "x@file.example"),
            ("membership_ids/category_id", "Nowhere"),
        ):
            self.assertLine(self._import(text % value, ["name", "email", column]), 0, "")

    def test_file_does_not_choose_another_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        text = "name;email;x\nAda;ada@file.example;%s"
        for column, value in (("company_id", "Other"), ("company_id/.id", other.id)):
            with patch("odoo.addons.base.models.ir_rule._logger"):
                self.assertLine(self._import(text % value, ["name", "email", column]), 0, "")

    def test_identifiers_of_others(self):
        text = "id;name;email\nrecruitment_pool.policy_ceiling;Ada;ada@file.example"
        self.assertLine(self._import(text, ["id", "name", "email"]), 0, "different model")
        text = ".id;name;email\n999999999;Ada;ada@file.example"
        self.assertLine(self._import(text, [".id", "name", "email"]), 0, "999999999")

    def test_no_file_takes_back_an_objection(self):
        ada = self._make_member("Ada", email="ada@file.example", is_opted_out=True)
        text = "name;email;x\nAda B;ada@file.example;%s"
        for no in ("0", "false", "no", ""):
            self._import(text % no, ["name", "email", "is_opted_out"])
            self.assertEqual((ada.name, ada.is_opted_out), ("Ada B", True))
        lines = "Bob;bob@file.example;0\nBob;bob@file.example;1\nEve;eve@file.example;true\nEve;eve@file.example;no"
        result = self._import(f"name;email;x\n{lines}", ["name", "email", "is_opted_out"])
        self.assertEqual(self.Member.browse(result["ids"]).mapped("is_opted_out"), [True, True])

    def test_placeholder_is_no_address(self):
        lines = [f"Person {n};n/a;https://www.linkedin.com/" for n in range(3)]
        result = self._import("\n".join(["name;email;url", *lines]), ["name", "email", "profile_url"])
        self.assertEqual(len(set(result["ids"])), 3)

    def test_address_of_another_companys_member_makes_a_person_of_ones_own(self):
        other = self.env["res.company"].create({"name": "Other"})
        there = self._make_member("There", email="ada@file.example", company_id=other.id)
        here = self.Member.browse(self._import("name;email\nHere;ada@file.example", ["name", "email"])["ids"])
        self.assertEqual((here.name, there.name), ("Here", "There"))
        self.assertEqual(here.company_id, self.company)

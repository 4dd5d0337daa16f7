from contextlib import contextmanager

import psycopg2

from odoo.exceptions import UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import PoolCase

HTML = "<script>alert(1)</script>{{ 7*191 }}<t t-out='7*191'/>"
RTL = "\u202eعلي\u202c 😀 Zoë"


@tagged("post_install", "-at_install")
class TestBadInput(PoolCase):
    """What nobody should type is refused with a way out, or does no harm; nothing is half done."""

    @contextmanager
    def assertRefused(self, words):
        """Refused in these words; those of a database constraint as RPC tells them."""
        try:
            with mute_logger("odoo.sql_db"), self.cr.savepoint():
                yield
                self.env.flush_all()
        except UserError as error:
            said = str(error)
        except psycopg2.IntegrityError as error:
            said = self._get_model(error)._sql_error_to_message(error)
        else:
            said = "nothing at all"
        self.assertIn(words, said)

    def _get_model(self, error):
        return next(m for m in self.env.values() if m._table == error.diag.table_name)

    # Numbers

    def test_wish_of_a_person(self):
        for limit, days in ((1, 0), (0, 7), (-1, 7), (1, -7), (1001, 7), (1, 3651), (1, 1_000_000)):
            with self.assertRefused("fill in both, or leave both at 0"):
                self._make_member("Bob", preference_limit=limit, preference_days=days)
        self._make_member("Eve", preference_limit=1000, preference_days=3650)

    def test_longest_wish_can_be_decided(self):
        """A number of days that leads out of the calendar would stop everybody's messages."""
        member = self._make_member(preference_limit=1, preference_days=3650)
        self._touch(member, 3)
        self.assertEqual(member._decide_now("email", self.newsletter)[member.id][0].reason.value, "cap")
        member.paused_until = "9999-12-31"
        self.assertEqual(self._verdict(member)[:2], ("postponed", "paused"))
        self.assertIn("9999", member.cadence_sentence)

    def test_company_settings(self):
        for field in ("pool_live_refusal_days", "pool_live_activity_days"):
            for days in (-1, 3651):
                with self.assertRefused("between 0 and 3650"):
                    self.company[field] = days
            self.company[field] = 0

    def test_policy_numbers(self):
        policy = self._make_policy((1, 28))
        for days in (-1, 3651):
            with self.assertRefused("between 0 (none) and 3650"):
                policy.keep_warm_days = days

    # Time zones

    def test_zones_are_known_to_python_and_to_postgresql(self):
        for zone in ("Mars/Base", "localtime", "posix/Europe/Paris", "europe/paris"):
            with self.assertRefused(f"The time zone {zone} is not known here"):
                self._make_member("Bob", tz=zone)
            with self.assertRefused(f"The time zone {zone} is not known here"):
                self.company.pool_tz = zone
        self.assertEqual(self.company._get_pool_zone("Mars/Base", False, "Europe/Paris"), "Europe/Paris")

    # Words

    def test_name(self):
        for name in ("", "   ", "\t\n"):
            with self.assertRefused("A person needs a name"):
                self._make_member(name, email="a@example.com")
        for name in (HTML, RTL, "x" * 200, "y" * 10_000):
            member = self._make_member(name, email=False)
            self.assertEqual(member.name, name)
            self.assertEqual(self.Member.search([("name", "ilike", name[:150])]), member)

    def test_code(self):
        """An empty channel would be every channel to the engine."""
        for model in ("recruitment.contact.channel", "recruitment.message.type"):
            for code in ("", "  "):
                with self.assertRefused("A code is needed"):
                    self.env[model].create({"name": "Fax", "code": code})

    def test_category_below_itself(self):
        above = self._make_category("Above")
        below = self._make_category("Below", parent_id=above.id)
        for parent in (above, below):
            with self.assertRefused("Recursion Detected"):
                above.parent_id = parent

    def test_markup_in_words_stays_text(self):
        """In chatter, sentences and every screen: escaped, never rendered."""
        policy = self._make_policy((1, 28), name=HTML)
        category = self._make_category(HTML, policy)
        member = self._make_member(HTML, [category], email="ada@example.com")
        member.with_user(self.pool_user).message_post(body=HTML)
        member.membership_ids.reason = HTML
        member.name = f"{HTML}2"
        self.flush_tracking()
        log = "".join(member.message_ids.mapped("body"))
        self.assertNotIn("<script", log)
        self.assertNotIn("1337", log)
        member.email = "new@example.com"
        member.key_ids.filtered(lambda key: key.value == "ada@example.com").action_forget()
        with self.assertRefused(HTML):
            category.unlink()
        with self.assertRefused(HTML):
            policy.unlink()
        for records in (member, category, policy):
            Form(records)

    # Addresses

    def test_emails(self):
        for email, keys in (
            ("no address", []),
            ("zoé@exämple.fr", ["zoé@xn--exmple-cua.fr"]),
            ("ZOÉ@Example.fr", ["ZOÉ@example.fr"]),
            ("x@xn--exmple-cua.fr", ["x@xn--exmple-cua.fr"]),
            ("One <a@example.com>, b@example.com; A@example.com", ["a@example.com", "b@example.com"]),
        ):
            member = self._make_member(email=email)
            self.assertEqual(sorted(member.key_ids.mapped("value")), keys)
            member.unlink()

    def test_sentence_tells_that_no_mail_can_be_sent(self):
        self.assertEqual(
            self._make_member(email="no address").cadence_sentence,
            "Cannot be contacted by e-mail: no address is no valid address.",
        )
        self.assertEqual(
            self._make_member(email=False).cadence_sentence, "Cannot be contacted by e-mail: there is no address."
        )

    def test_long_addresses(self):
        long = "".join(chr(97 + (n * n) % 26) for n in range(9000)) + "@example.com"
        for vals in ({"email": long}, {"profile_url": f"https://example.com/{long}"}):
            with self.assertRefused("up to 1000 characters"):
                self._make_member("Bob", **{"email": False, **vals})
        partner = self.env["res.partner"].create({"name": "P", "email": "p@example.com"})
        member = self._make_member(email=False, partner_id=partner.id)
        partner.email = long
        self.assertEqual(set(member.key_ids.mapped("value")), {str(partner.id), "p@example.com"})

    def test_profile_url(self):
        for url in ("javascript:alert(1)", "data:text/html,x", "http://[bad", "n/a", "file:///etc/passwd", "-"):
            with self.assertRefused("is no address of a web page"):
                self._make_member("Bob", email=False, profile_url=url)
        for url, key in (
            ("linkedin.com/in/zoe", "linkedin.com/in/zoe"),
            ("//www.linkedin.com/in/Zoe", "linkedin.com/in/zoe"),
            ("example.com:443/zoe", "example.com/zoe"),
            ("https://www.linkedin.com/", False),
        ):
            self.assertEqual(self.Member._normalize_profile(url), key)
        self._make_member("One", email=False, profile_url="https://www.linkedin.com/")
        self._make_member("Two", email=False, profile_url="https://www.linkedin.com/")

    def test_stranger_applies_with_a_broken_profile(self):
        self._make_member()
        applicant = self.env["hr.applicant"].create({"partner_name": "Bob", "linkedin_profile": "http://[bad"})
        self.assertFalse(applicant.pool_member_id)

    def test_applicant_without_a_name_can_be_kept(self):
        applicants = self.env["hr.applicant"].create([{}, {}])
        members = applicants._keep_in_pool(self._make_category("Experts"))
        self.assertEqual(members.mapped("name"), ["Unnamed applicant"] * 2)

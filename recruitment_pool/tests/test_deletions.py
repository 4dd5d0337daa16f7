import psycopg2

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import PoolCase


@tagged("post_install", "-at_install")
class TestDeletions(PoolCase):
    """What is in use is not taken away under people; what may go, goes without harm."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fax = cls.env["recruitment.contact.channel"].create({"name": "Fax", "code": "fax"})
        cls.gazette = cls.env["recruitment.message.type"].create({"name": "Gazette", "code": "gazette"})

    def assertInUse(self, records):
        """PostgreSQL refuses; the user is told to archive instead."""
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.IntegrityError) as caught, self.cr.savepoint():
            records.unlink()
        self.assertIn("archiving the record instead", records._sql_error_to_message(caught.exception))

    def test_built_in_types_and_channels_stay(self):
        for record in (self.newsletter, self.email):
            with self.assertRaisesRegex(UserError, "built in, the application needs it: archive it instead"):
                record.unlink()
        self.fax.unlink()
        self.gazette.unlink()

    def test_a_mail_stays_when_its_person_goes(self):
        member = self._make_member()
        mail = self.env["mail.mail"].sudo().create({"pool_touch_keys": self._touch(member, 0, state="reserved").ids})
        self.assertEqual(mail.pool_touch_ids.member_id, member)
        member.unlink()
        mail.invalidate_recordset()
        self.assertFalse(mail.pool_touch_ids)
        with self.assertNoLogs("odoo.addons.recruitment_pool.models.mail_mail"):
            mail.cancel()

    def test_archived_types_and_channels_still_decide(self):
        member = self._make_member(categories=[self._make_category("Monthly", self._make_policy((1, 28, self.email)))])
        (self.newsletter | self.env.ref("recruitment_pool.message_type_company_news")).action_archive()
        self.email.action_archive()
        self._touch(member, 3)
        member._fold()
        self.assertEqual(self._verdict(member)[1], "cap")
        self.assertIn("at most 1 message in 28 days", member.cadence_sentence)

    def test_codes_never_change(self):
        for record in (self.newsletter, self.email, self.fax, self.gazette):
            with self.assertRaisesRegex(UserError, f"The code {record.code} never changes"):
                record.code = "other"
            record.write({"code": record.code, "sequence": 3})

    def test_stances_never_change(self):
        """Mails that wait would go past the cadence and objections of a sudden, evidence would mean something else."""
        for record in (self.newsletter, self.gazette):
            for stance in ("transactional", "personal", False):
                with self.assertRaisesRegex(UserError, f"What {record.name} is to the cadence never changes"):
                    record.with_user(self.pool_manager).stance = stance
            record.with_user(self.pool_manager).write({"stance": record.stance, "sequence": 3})

    def test_duplicates_have_a_code_of_their_own(self):
        copies = self.gazette.copy(), self.fax.copy()
        self.assertEqual([copy.code for copy in copies], ["gazette_copy", "fax_copy"])
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.IntegrityError) as caught, self.cr.savepoint():
            self.gazette.copy()
        self.assertIn("Another message type has this code", self.gazette._sql_error_to_message(caught.exception))

    def test_what_a_category_foresees_stays(self):
        """Empty means everything: deleting the only type would open the category to all."""
        self._make_category("Readers", message_type_ids=self.gazette.ids, channel_ids=self.fax.ids)
        self.assertInUse(self.gazette)
        self.assertInUse(self.fax)

    def test_what_a_person_refused_stays(self):
        self._make_member(opt_out_message_type_ids=self.gazette.ids, opt_out_channel_ids=self.fax.ids)
        self.assertInUse(self.gazette)
        self.assertInUse(self.fax)

    def test_what_the_ledger_names_stays(self):
        self._touch(self._make_member(), 3, self.fax, self.gazette)
        self.assertInUse(self.gazette)
        self.assertInUse(self.fax)

    def test_channel_of_a_rule_stays(self):
        self._make_policy((1, 28, self.fax))
        self.assertInUse(self.fax)

    def test_category_with_people_stays_and_can_be_archived(self):
        category = self._make_category("Monthly", self._make_policy((1, 28)))
        member = self._make_member(categories=[category])
        self._touch(member, 10)
        with self.assertRaisesRegex(ValidationError, "Archive the category"):
            category.unlink()
        category.action_archive()
        self.assertEqual(self._verdict(member)[0], "allowed", "its policy has no say any more")

    def test_company_with_people_stays(self):
        """Its people would become everybody's."""
        for model, vals in (
            ("recruitment.pool.member", {"name": "Ada"}),
            ("recruitment.pool.category", {"name": "Experts"}),
            ("recruitment.contact.policy", {"name": "Monthly"}),
        ):
            company = self.env["res.company"].create({"name": f"Company of {model}"})
            self.env[model].create({**vals, "company_id": company.id})
            self.assertInUse(company)

    def test_archived_user_stays_in_the_ledger(self):
        touch = self._touch(self._make_member(user_id=self.pool_user.id), 3, user_id=self.pool_user.id)
        self.pool_user.action_archive()
        self.assertEqual(touch.user_id, self.pool_user)
        touch.member_id._fold()
        self.assertEqual(touch.member_id.user_id, self.pool_user)

    def test_without_its_scheduled_action_mails_still_go(self):
        self.env.ref("recruitment_pool.ir_cron_refresh_pool").unlink()
        self.Member._get_refresh_cron()


@tagged("post_install", "-at_install")
class TestTwoCompanies(PoolCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create({"name": "Other"})
        cls.there = cls._make_member("There", email="ada@example.com", company_id=cls.other.id)

    def test_the_same_address_in_each_company(self):
        here = self._make_member("Here", email="ada@example.com")
        found = self.Member._find_by_keys([("email", "ada@example.com")], self.company)
        self.assertEqual(found, {("email", "ada@example.com"): here.ids})

    def test_shared_and_a_companys_never_both(self):
        self.company.pool_is_shared = True
        with self.assertRaisesRegex(ValidationError, "a person of another company"), self.cr.savepoint():
            self.Member.with_user(self.pool_user).create({"name": "Here", "email": "ada@example.com"})
        self.company.pool_is_shared = False
        here = self._make_member("Here", email="ada@example.com")
        with self.assertRaisesRegex(ValidationError, "a person of another company"), self.cr.savepoint():
            here.with_user(self.pool_manager).company_id = False

    def test_sharing_switched_on_and_off(self):
        self.company.pool_default_policy_id = self._make_policy((1, 28))
        before = self._make_member("Before")
        self.company.pool_is_shared = True
        shared = self._make_member("Shared")
        self.company.pool_is_shared = False
        after = self._make_member("After")
        self.assertEqual(
            [member.company_id for member in (before, shared, after)],
            [self.company, self.env["res.company"], self.company],
        )
        self._touch(shared, 3)
        self.assertEqual(self._verdict(shared)[1], "cap", "the default of its company still holds")
        self.assertEqual(
            self.Member._find_by_keys([("email", "shared@example.com")], self.company).popitem()[1], shared.ids
        )

    def test_a_new_company_rules_over_shared_people_at_once(self):
        shared = self._make_member("Shared", company_id=False)
        self._touch(shared, 3)
        none = {"pool_ceiling_policy_id": False, "pool_default_policy_id": False}
        self.env["res.company"].search([]).write(none)
        self.assertEqual(self._verdict(shared)[0], "allowed")
        default = self._make_policy((1, 28)).id
        self.env["res.company"].create({**none, "name": "Strict", "pool_default_policy_id": default})
        self.assertEqual(self._verdict(shared)[1], "cap", "of everybody, while no company shares")
        self.env["res.company"].create({**none, "name": "Sharing", "pool_is_shared": True})
        self.assertEqual(self._verdict(shared)[0], "allowed", "of those that share")

    def test_another_companys_people_are_not_found_by_any_path(self):
        category = self._make_category(
            "There", self._make_policy((1, 28), company_id=self.other.id), company_id=self.other.id
        )
        self.there.category_ids = category
        self._touch(self.there, 3, summary="secret")
        member = self.there.with_user(self.pool_manager)
        env = member.env
        for model, domain in (
            ("recruitment.pool.member", [("name", "=", "There")]),
            ("recruitment.pool.member", [("key_ids.value", "=", "ada@example.com")]),
            ("recruitment.pool.member.key", [("value", "=", "ada@example.com")]),
            ("recruitment.pool.touch", [("member_id.name", "=", "There")]),
            ("recruitment.pool.touch", [("summary", "=", "secret")]),
            ("recruitment.pool.membership", [("category_id.name", "=", "There")]),
            ("recruitment.pool.category", [("membership_ids.member_id", "!=", False), ("name", "=", "There")]),
            ("recruitment.contact.policy", [("category_ids.name", "=", "There")]),
            ("recruitment.contact.policy.rule", [("policy_id.company_id", "=", self.other.id)]),
        ):
            self.assertFalse(env[model].search(domain), (model, domain))
            self.assertTrue(self.env[model].search(domain), "there is something to be hidden")
        self.assertFalse(env["recruitment.pool.member"].name_search("There"))
        there = self.there.key_ids.with_user(self.pool_manager), self.there.touch_ids.with_user(self.pool_manager)
        for records in (member, *there):
            for act in (lambda r=records: r.read(["display_name"]), lambda r=records: r.export_data(["display_name"])):
                with self.assertRaises(UserError), self.cr.savepoint():
                    act()

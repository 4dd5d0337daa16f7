from unittest.mock import patch
from warnings import catch_warnings, simplefilter

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.service.model import call_kw, get_public_method
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .common import PoolCase

EVIDENCE = (
    "recruitment.pool.touch",
    "recruitment.policy.snapshot",
    "recruitment.pool.member.key",
    "recruitment.pool.membership.event",
)
# A manager's deliberate acts, tested in test_rights.
DELIBERATE = ("action_toggle_shared", "action_forget")


@tagged("post_install", "-at_install")
class TestEvidence(PoolCase):
    """Nothing that RPC can call adds, changes or deletes a row of the ledger, a policy version or an address."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.category = cls._make_category("Experts", cls._make_policy((1, 28)))
        cls.partner = cls.env["res.partner"].create({"name": "Ada", "email": "ada@example.com"})
        cls.ada = cls._make_member("Ada", [cls.category], partner_id=cls.partner.id)
        cls.touch = cls._touch(cls.ada, 3, state="reserved")
        event = cls.env["recruitment.pool.membership.event"].search([("member_id", "=", cls.ada.id)])
        records = (cls.touch, cls.ada.policy_snapshot_id, cls.ada.key_ids[0], event)
        cls.records = {record._name: record for record in records}
        cls.admin = cls.env.ref("base.user_admin")
        cls.admin.group_ids += cls.env.ref("recruitment_pool.group_pool_manager")
        # What an administrator may do to help himself.
        for model in EVIDENCE:
            cls.env["ir.model.access"].create(
                {
                    "name": "all",
                    "model_id": cls.env["ir.model"]._get_id(model),
                    **dict.fromkeys(("perm_read", "perm_write", "perm_create", "perm_unlink"), True),
                }
            )

    def _read(self):
        """{model: digest of its whole table}."""
        self.env.flush_all()
        return {
            model: self.env.execute_query(
                SQL(
                    "SELECT md5(string_agg(t::text, '|' ORDER BY id)) FROM %s t",
                    SQL.identifier(self.env[model]._table),
                )
            )[0][0]
            for model in EVIDENCE
        }

    def _attempt(self, act):
        """Do it; what the database says afterwards, and whether it was done at all. Nothing stays."""
        savepoint = self.cr.savepoint()
        try:
            with mute_logger("odoo.sql_db", "odoo.models", "odoo.addons.base.models.ir_model"), catch_warnings():
                simplefilter("ignore", DeprecationWarning)  # what is deprecated can be called too
                act()
                return self._read(), True
        except Exception:  # noqa: BLE001 (wrong arguments fail in every way)
            return None, False
        finally:
            savepoint.close(rollback=True)

    def _get_attempts(self, record):
        """Lists of arguments that some method of the ORM takes."""
        vals = record.copy_data()[0]
        name = "summary" if record._name == "recruitment.pool.touch" else next(iter(vals))
        changed = {name: "forged"}
        return (
            [],
            [vals],
            [[vals]],
            [changed],
            [changed, {}],
            [[name], [["forged"]]],
            [["id", name], [["__export__.forged", "forged"]]],
            [[".id", name], [[str(record.id), "forged"]]],
            ["forged"],
            [[record.id], changed],
        )

    def _sweep(self):
        """Call every public method of the evidence with every list of arguments.

        :return: (methods that did something, {model.method} after which the database was another)
        """
        before = self._read()
        done, writing = set(), set()
        for model, record in self.records.items():
            own = record.with_user(self.admin)
            attempts = self._get_attempts(record)
            for method in self._get_public_methods(own):
                for args in (*attempts, *([record.ids, *args] for args in attempts)):
                    after, is_done = self._attempt(lambda o=own, m=method, a=args: call_kw(o, m, a, {}))
                    if is_done:
                        done.add(method)
                        if after != before:
                            writing.add(f"{model}.{method}")
        return done, writing

    def test_no_public_method_writes_evidence(self):
        done, writing = self._sweep()
        self.assertEqual(writing, set())
        self.assertGreaterEqual(done, {"read", "search_read", "load", "export_data"}, "the attempts are real calls")

    def test_the_sweep_would_find_it(self):
        """The measure of the test above: without the guard the same calls write."""
        with patch.object(type(self.env["recruitment.pool.evidence.mixin"]), "_check_engine", lambda self: None):
            _done, writing = self._sweep()
        for method in ("create", "write", "unlink", "copy", "web_save", "load"):
            self.assertIn(f"recruitment.pool.touch.{method}", writing)

    def _get_public_methods(self, records):
        for name in dir(type(records)):
            if name.startswith("_") or name in DELIBERATE or not callable(getattr(type(records), name)):
                continue
            try:
                get_public_method(records, name)
            except (AccessError, AttributeError):
                continue
            yield name

    def test_not_through_the_person(self):
        before = self._read()
        own = self.ada.with_user(self.admin)
        for field, record in (("touch_ids", self.touch), ("key_ids", self.ada.key_ids[0])):
            vals = record.copy_data()[0]
            for command in (
                Command.create(vals),
                Command.update(record.id, {"create_uid": self.admin.id}),
                Command.delete(record.id),
                Command.unlink(record.id),
                Command.clear(),
                Command.set([]),
            ):
                for save in ("write", "web_save"):
                    args = [{field: [command]}] + ([{}] if save == "web_save" else [])
                    after, _done = self._attempt(lambda s=save, a=args: call_kw(own, s, [own.ids, *a], {}))
                    self.assertIn(after, (None, before), f"{save} {field} {command}")

    def test_not_through_a_mail(self):
        """Who cancels a mail of one's own that names others' touches would free these people."""
        Mail = self.env["mail.mail"].with_user(self.admin)
        with self.assertRaises(AccessError):
            Mail.create({"subject": "x", "pool_touch_keys": self.touch.ids})
        mail = Mail.create({"subject": "x"})
        with self.assertRaises(AccessError):
            mail.write({"pool_touch_keys": self.touch.ids})
        mail.cancel()
        self.assertEqual(self.touch.state, "reserved")

    def test_not_through_a_merge_of_contacts(self):
        other = self.env["res.partner"].create({"name": "Ada L.", "email": "other@example.com"})
        before = self._read()["recruitment.pool.touch"]
        wizard = self.env["base.partner.merge.automatic.wizard"].with_user(self.admin).create({})
        wizard._merge((self.partner | other).ids, dst_partner=other)
        self.env.invalidate_all()
        self.assertEqual(self._read()["recruitment.pool.touch"], before)
        self.assertEqual(self.ada.partner_id, other)
        self.assertIn(("partner", str(other.id)), self.ada.key_ids.mapped(lambda k: (k.kind, k.value)))

    def test_what_the_engine_computes_is_not_written_by_hand(self):
        own = self.ada.with_user(self.admin)
        for vals in (
            {"is_erased": True},
            {"next_allowed_day": "2027-03-10"},
            {"keep_warm_due": False},
            {"policy_snapshot_id": False},
            {"effective_tz": "UTC"},
        ):
            with self.assertRaises(AccessError, msg=vals):
                own.write(vals)
            with self.assertRaises(AccessError, msg=vals):
                own.create({"name": "Bob", **vals})

    def test_manager_alone_restricts(self):
        with self.assertRaises(AccessError):
            self.ada.with_user(self.pool_user).is_restricted = True
        self.ada.with_user(self.pool_manager).is_restricted = True

    def test_manager_shares_and_forgets_addresses(self):
        self.ada.email = "new@example.com"
        old = self.ada.key_ids.filtered(lambda key: key.value == "ada@example.com")
        self.partner.email = False
        with self.assertRaises(AccessError):
            old.with_user(self.pool_user).action_forget()
        own = old.with_user(self.pool_manager)
        own.action_toggle_shared()
        self.assertTrue(old.is_shared)
        own.action_toggle_shared()
        own.action_forget()
        self.assertFalse(old.exists())
        self.assertIn("ada@example.com was deleted", self.ada.message_ids[0].body)
        self.assertEqual(self._make_member("Eve", email="ada@example.com").name, "Eve", "the address is free")

    def test_address_on_file_is_not_forgotten(self):
        key = self.ada.key_ids.filtered(lambda key: key.value == "ada@example.com")
        with self.assertRaisesRegex(Exception, "is on file for Ada"):
            key.with_user(self.pool_manager).action_forget()

from datetime import date
from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..door import Request
from ..gate_sql import LOCK_BUCKETS, LOCK_CLASS
from .common import PoolCase


@tagged("post_install", "-at_install")
class TestGate(PoolCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.category = cls._make_category("Monthly", cls._make_policy((1, 28)))
        cls.ada = cls._make_member("Ada", [cls.category])
        cls.bob = cls._make_member("Bob", [cls.category])
        cls.gate = cls.env["recruitment.pool.gate"]

    def _decide(self, requests, **kwargs):
        kwargs.setdefault("company", self.company)
        return self.gate._decide(requests, "email", self.newsletter, **kwargs)

    def _compose(self, records, **vals):
        composer = records.env["mail.compose.message"].create(
            {
                "composition_mode": "mass_mail",
                "model": records._name,
                "res_ids": records.ids,
                "subject": "News",
                "body": "<p>Hello</p>",
                **vals,
            }
        )
        mails, _messages = composer._action_send_mail()
        return mails

    def test_allowed_is_reserved_and_counts_at_once(self):
        first = self._decide([Request(1, emails=("ada@example.com",))])[1]
        again = self._decide([Request(1, emails=("ada@example.com",))])[1]
        self.assertEqual((first.is_allowed, len(first.touch_ids)), (True, 1))
        touch = self.env["recruitment.pool.touch"].browse(first.touch_ids)
        self.assertEqual((touch.state, touch.day), ("reserved", date(2027, 3, 10)))
        self.assertEqual(touch.policy_version, self.ada.policy_snapshot_id.hash)
        self.assertEqual(
            (again.is_allowed, again.reason, again.next_day),
            (False, "cap", date(2027, 4, 7)),
        )

    def test_what_is_reserved_is_seen_at_once(self):
        """Touches are inserted by SQL: what was read of the person before is read again."""
        self.assertEqual((self.ada.contact_state, len(self.ada.touch_ids)), ("now", 0))
        answer = self._decide([Request(1, emails=("ada@example.com",), res_model=self.ada._name, res_id=self.ada.id)])[
            1
        ]
        touch = self.ada.touch_ids
        self.assertEqual((touch.ids, self.ada.contact_state), (list(answer.touch_ids), "later"))
        self.assertEqual((touch.company_id, touch.direction, touch.create_uid), (self.company, "out", self.env.user))
        self.assertEqual((touch.res_model, touch.res_id, touch.user_id), (self.ada._name, self.ada.id, self.env.user))
        self.assertEqual((touch.at, touch.write_date), (self.env.cr.now(), self.env.cr.now()))

    def test_everybody_a_template_writes_to_is_locked_before_the_first_batch(self):
        """Two composers that lock batch by batch would wait for each other."""
        template = self.env["mail.template"].create(
            {
                "name": "News",
                "model_id": self.env["ir.model"]._get_id(self.Member._name),
                "use_default_to": False,
                "email_to": "{{ object.name }}.other@example.com",
                "email_cc": "eve@example.com",
            }
        )
        eve, other = self._make_member("Eve"), self._make_member("Ada.other")
        self.bob.partner_id = self.env["res.partner"].create({"name": "Bob", "email": self.bob.email})
        for values, reached in (
            ({"template_id": template.id}, self.ada | eve | other),
            ({"partner_ids": self.bob.partner_id.ids}, self.ada | self.bob),
            ({}, self.ada),
        ):
            composer = self.env["mail.compose.message"].create(
                {"composition_mode": "mass_mail", "model": self.ada._name, "res_ids": self.ada.ids, **values}
            )
            with self.env.cr.savepoint() as savepoint:
                composer._lock_pool_people(self.ada.ids, composer._get_pool_door())
                self.env.cr.execute(
                    "SELECT objid FROM pg_locks WHERE classid = %s AND pid = pg_backend_pid()",
                    [LOCK_CLASS],
                )
                self.assertEqual({lock for (lock,) in self.env.cr.fetchall()}, {m.id % LOCK_BUCKETS for m in reached})
                savepoint.rollback()

    def test_unknown_address_is_not_our_business(self):
        answer = self._decide([Request(7, emails=("stranger@example.com",))])[7]
        self.assertEqual((answer.is_known, answer.is_allowed, answer.touch_ids), (False, True, ()))

    def test_one_batch_counts_what_it_allows(self):
        answers = self._decide(
            [
                Request(1, emails=("ada@example.com",)),
                Request(2, partner_ids=(), emails=("ada@example.com",)),
                Request(3, emails=("bob@example.com",)),
            ]
        )
        self.assertEqual([answers[ref].is_allowed for ref in (1, 2, 3)], [True, False, True])

    def test_shared_address_needs_all_its_people(self):
        for member in (self.ada, self.bob):
            self.env["recruitment.pool.member.key"].create(
                {
                    "member_id": member.id,
                    "kind": "email",
                    "value": "desk@example.com",
                    "is_shared": True,
                }
            )
        self._touch(self.bob, 5)
        request = [Request(1, emails=("desk@example.com",))]
        self.assertFalse(self._decide(request)[1].is_allowed)
        self.bob.touch_ids.sudo().state = "failed"
        answer = self._decide(request)[1]
        self.assertEqual((answer.is_allowed, len(answer.touch_ids)), (True, 2))

    def test_statements_do_not_grow_with_the_batch(self):
        members = self.Member.create([{"name": f"M{i}", "email": f"m{i}@example.com"} for i in range(102)])
        self._decide([Request(1, emails=(members[101].email,))])  # warms caches

        def decide(batch):
            self._decide([Request(m.id, emails=(m.email,)) for m in batch])

        self.assertEqual(*(self._count_queries(decide, batch) for batch in (members[:1], members[1:101])))

    def test_composer_cancels_with_reason_and_day(self):
        self._touch(self.bob, 7)
        with self.mock_mail_gateway():
            mails = self._compose(self.ada | self.bob)
        by_state = {mail.state: mail for mail in mails}
        self.assertEqual(set(by_state), {"outgoing", "cancel"})
        held = by_state["cancel"]
        self.assertEqual(
            (held.failure_type, held.cadence_reason, held.cadence_next_day),
            ("mail_contact_policy", "cap", date(2027, 3, 31)),
        )
        self.assertEqual(by_state["outgoing"].pool_touch_ids.member_id, self.ada)

    def test_member_without_key_is_still_that_member(self):
        self._touch(self.ada, 7)
        self.ada.key_ids.sudo().unlink()
        with self.mock_mail_gateway():
            mail = self._compose(self.ada)
        self.assertEqual((mail.state, mail.cadence_reason), ("cancel", "cap"))

    def test_composer_sends_nothing_under_the_locks(self):
        with self.mock_mail_gateway():
            self._compose(self.ada)
        self.assertFalse(self._mails, "the queue sends, once the locks are gone")

    def test_touch_follows_the_mail(self):
        with self.mock_mail_gateway():
            mail = self._compose(self.ada)
            touch = mail.pool_touch_ids
            self.assertEqual(touch.state, "reserved")
            mail.send()
        self.assertEqual(touch.state, "sent")
        with self.mock_mail_gateway():
            mail = self._compose(self.bob)
            touch = mail.pool_touch_ids
            mail.cancel()
        self.assertEqual(touch.state, "released")
        self.assertEqual(self._verdict(self.bob)[0], "allowed")

    def test_transport_failure_keeps_the_touch_address_failure_gives_it_back(self):
        cases = (("mail_smtp", "reserved"), ("mail_email_invalid", "failed"))
        for (failure, state), member in zip(cases, (self.ada, self.bob), strict=True):
            with self.mock_mail_gateway():
                mail = self._compose(member)
            touch = mail.pool_touch_ids
            mail._postprocess_sent_message([], [], failure_reason="x", failure_type=failure)
            self.assertEqual(touch.state, state, failure)

    def test_our_error_holds_the_mail_and_raises_nothing(self):
        broken = patch.object(type(self.gate), "_decide", side_effect=ValueError("bug"))
        with self.mock_mail_gateway(), broken, mute_logger("odoo.addons.recruitment_pool.wizards.mail_compose_message"):
            mail = self._compose(self.ada)
        self.assertEqual((mail.state, mail.cadence_reason), ("exception", "error"))
        self.assertFalse(self.ada.touch_ids)

    def test_ledger_error_does_not_send_twice(self):
        with self.mock_mail_gateway():
            mail = self._compose(self.ada)
            touches = type(self.env["recruitment.pool.touch"])
            with (
                patch.object(touches, "_set_state", side_effect=ValueError("bug")),
                mute_logger("odoo.addons.recruitment_pool.models.mail_mail"),
            ):
                mail.send()
        self.assertEqual(len(self._mails), 1)

    def test_observe_lets_all_go_and_says_who_would_not(self):
        self.company.pool_mode = "observe"
        self._touch(self.ada, 7)
        self.bob.is_opted_out = True
        with self.mock_mail_gateway():
            mails = self._compose(self.ada | self.bob)
        self.assertEqual(mails.mapped("state"), ["outgoing", "outgoing"])
        self.assertEqual(set(mails.mapped("cadence_reason")), {"cap", "opted_out"})
        self.assertTrue(all(mails.mapped("cadence_is_observed")))
        self.assertEqual(len(mails.pool_touch_ids), 2, "what was sent is in the ledger")

    def test_nothing_in_bulk_goes_past_an_objection_by_its_type(self):
        """One by one a personal contact goes with a reason, for which nobody is asked here."""
        self.ada.is_opted_out = True
        with self.mock_mail_gateway():
            mail = self._compose(self.ada.with_user(self.pool_user), pool_message_type_id=self.personal.id)
        self.assertEqual((mail.state, mail.cadence_reason), ("cancel", "opted_out"))
        for user in (self.pool_user, self.pool_manager):
            with self.assertRaisesRegex(ValidationError, "comes from the person"):
                self._compose(self.ada.with_user(user), pool_message_type_id=self.inbound.id)

    def test_transactional_composer_is_not_held(self):
        self._touch(self.ada, 7)
        transactional = self.env.ref("recruitment_pool.message_type_transactional")
        with self.mock_mail_gateway():
            mails = self._compose(self.ada, pool_message_type_id=transactional.id)
        self.assertFalse(mails.cadence_reason)
        user = new_test_user(self.env, "pool", "base.group_user,recruitment_pool.group_pool_user")
        with self.assertRaisesRegex(ValidationError, "only a pool manager"):
            self._compose(self.ada.with_user(user), pool_message_type_id=transactional.id)

    def test_other_documents_are_not_ours(self):
        partner = self.env["res.partner"].create({"name": "Ada", "email": "ada@example.com"})
        self._touch(self.ada, 7)
        with self.mock_mail_gateway():
            mails = self._compose(partner)
        self.assertFalse(mails.cadence_reason)
        self.assertEqual(len(self.ada.touch_ids), 1)

    def test_other_company_is_another_pool(self):
        other = self.env["res.company"].create({"name": "Other"})
        answer = self._decide([Request(1, emails=("ada@example.com",))], company=other)[1]
        self.assertFalse(answer.is_known)

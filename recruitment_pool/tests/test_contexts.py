from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged

from .common import PoolCase


@tagged("post_install", "-at_install")
class TestContexts(PoolCase):
    """A context is given by who calls: it takes nobody past a rule, an objection or a right."""

    def _call(self, records, method, *args, **context):
        """As RPC does, for a pool user."""
        own = records.with_user(self.pool_user)
        result = call_kw(own, method, [*([records.ids] if records else []), *args], {"context": context})
        self.env.flush_all()
        self.env.invalidate_all()
        return result

    def _compose(self, records, **vals):
        """A mail in bulk about these."""
        values = {"model": records._name, "res_ids": str(records.ids), "composition_mode": "mass_mail"}
        composer = self.env["mail.compose.message"].with_user(self.pool_user)
        return composer.create({**values, "subject": "Hello", "body": "<p>Hello</p>", **vals})

    def test_who_pretends_to_import_is_folded(self):
        strict = self._make_category("Strict", self._make_policy((1, 300)))
        member = self._make_member()
        self._touch(member, 3)
        self._call(member, "write", {"category_ids": [(6, 0, strict.ids)]}, pool_import=True)
        self.assertEqual([rule["days"] for rule in member.policy_snapshot_id.content["rules"]], [300])
        self.assertEqual(self._verdict(member)[:2], ("postponed", "cap"))
        self._call(member, "write", {"category_ids": [(5,)], "is_opted_out": True}, pool_import=True)
        self.assertFalse(member.category_ids, "somebody said so, no file")
        self._call(member, "write", {"is_opted_out": False}, pool_import=True)
        self.assertFalse(member.is_opted_out)

    def test_defaults_do_not_get_into_the_ledger(self):
        """A contact logged by hand would be taken for the mailing, which then reaches this person no more."""
        member = self._make_member()
        forged = {"origin_model": "mailing.mailing", "origin_id": 7, "res_model": "hr.applicant", "res_id": 7}
        context = {f"default_{name}": value for name, value in forged.items()}
        wizard = self.env["recruitment.pool.log.contact"].with_user(self.pool_user).with_context(**context)
        wizard.create({"member_ids": member.ids}).action_log()
        (touch,) = member.touch_ids.read([*forged])
        self.assertEqual([touch[name] for name in forged], [False, 0, False, 0])
        self.assertEqual(self._verdict(member, origin=("mailing.mailing", 7))[0], "allowed")

    def test_defaults_do_not_write_what_the_engine_does(self):
        for name, value in (("is_erased", True), ("is_restricted", True), ("next_allowed_day", "2020-01-01")):
            with self.assertRaises(AccessError):
                self._call(self.Member, "create", [{"name": "Bob"}], **{f"default_{name}": value})

    def test_reason_past_an_objection_is_words(self):
        member = self._make_member(is_opted_out=True, user_id=self.pool_user.id)
        partner = member._get_own_contact()

        def post(message_type="comment", **context):
            own = member.with_user(self.pool_user).with_context(**context)
            own.message_post(
                body="Hello", message_type=message_type, subtype_xmlid="mail.mt_comment", partner_ids=partner.ids
            )
            self.env.flush_all()

        for message_type in ("comment", "notification", "auto_comment"):
            with self.subTest(message_type), self.assertRaises(UserError), self.cr.savepoint():
                post(message_type)
        for reason in ("", "  ", True, ["because"], 1):
            with self.subTest(reason), self.assertRaises(UserError), self.cr.savepoint():
                post(pool_reason=reason)
        post(pool_reason=" asked me to ", default_direction="in", default_is_counted=False)
        (touch,) = member.touch_ids
        self.assertEqual((touch.reason, touch.direction, touch.is_counted), ("asked me to", "out", True))

    def test_mail_in_bulk_is_never_odoo_s_own(self):
        """A type that goes past the cadence is for what Odoo sends of itself, when a stage changes."""
        member = self._make_member(is_opted_out=True)
        for message_type in ("notification", "auto_comment"):
            self._call(self._compose(member, message_type=message_type), "action_send_mail")
            mail = self.env["mail.mail"].search([("model", "=", member._name), ("res_id", "=", member.id)], limit=1)
            self.assertEqual((mail.state, mail.failure_type), ("cancel", "mail_contact_policy"))
        self.assertFalse(member.touch_ids)

    def test_mail_in_bulk_is_held_by_the_company_of_the_people(self):
        """Whichever company the sender works in at the moment: that one may only observe, and not know them."""
        observing = self.env["res.company"].create({"name": "Observing", "pool_mode": "observe"})
        self.pool_user.company_ids += observing
        self.pool_user.group_ids += self.env.ref("hr_recruitment.group_hr_recruitment_user")
        people = [self._make_member(name, is_opted_out=True) for name in ("Ada", "Bob")]
        people.append(self._make_member("Eve", is_opted_out=True, company_id=observing.id))
        members = self.Member.union(*people)
        applications = self.env["hr.applicant"].create(
            [{"partner_name": m.name, "email_from": m.email, "company_id": m.company_id.id} for m in members]
        )
        for records in (members, applications):
            composer = self._compose(records)
            self._call(composer, "action_send_mail", allowed_company_ids=[observing.id, self.company.id])
            mails = self.env["mail.mail"].search([("model", "=", records._name), ("res_id", "in", records.ids)])
            self.assertEqual(
                [(mails.filtered(lambda m, r=r: m.res_id == r.id).failure_type) for r in records],
                ["mail_contact_policy", "mail_contact_policy", False],
            )

    def test_nobody_says_whom_the_cadence_suspects(self):
        member = self._make_member(user_id=self.pool_user.id)
        self._call(self._compose(member), "action_send_mail", pool_suspect_ids=7)
        self.assertTrue(member.touch_ids)

    def test_undo_is_what_was_remembered(self):
        member = self._make_member(categories=[self._make_category("Experts")])
        wizard = self.env["recruitment.pool.categorize"].with_user(self.pool_user)
        values = {"member_ids": member.ids, "category_ids": member.category_ids.ids, "way": "out"}
        with self.assertRaises(AccessError):
            wizard.create({**values, "undo": {"lines": []}})
        done = wizard.create(values)
        done.action_apply()
        with self.assertRaises(AccessError):
            done.undo = {"lines": "forged"}
        done.action_undo()
        self.assertEqual(member.category_ids.mapped("name"), ["Experts"])

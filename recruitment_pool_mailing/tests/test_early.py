from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import PoolMailingCase

TRACE = ("model", "res_id", "email", "trace_status", "failure_type", "cadence_reason", "cadence_next_day")
MAIL = ("res_id", "state", "failure_type", "email_to", "email_from", "subject", "body_html", "reply_to", "headers")
TOUCH = ("member_id", "day", "state", "res_model", "res_id", "origin_id", "policy_version", "summary")
MAILING = ("state", "sent", "canceled", "failed", "pool_left_out_count", "pool_left_out_sentence")
PERSONAL = '<p>Dear <t t-out="object.display_name"/></p>'


@tagged("post_install", "-at_install")
class TestEarly(PoolMailingCase):
    """Who is likely left out is not rendered; what becomes of each is the same to the last field."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Composer = cls.env.registry["mail.compose.message"]

    def _send_watched(self, mailing):
        """(traces, ids of the records whose body was rendered)."""
        rendered = []
        original = self.Composer._render_field

        def watch(composer, field, res_ids, *args, **kwargs):
            if field == "body":
                rendered.extend(res_ids)
            return original(composer, field, res_ids, *args, **kwargs)

        with patch.object(self.Composer, "_render_field", watch):
            return self._send(mailing), rendered

    def _send_guessing(self, mailing, guess):
        """Everything a sending leaves behind, and whom it rendered; undone afterwards."""
        try:
            with self.env.cr.savepoint() as savepoint, patch.object(self.Composer, "_find_suspects", guess):
                traces, rendered = self._send_watched(mailing)
                mails = self.env["mail.mail"].search([("mailing_id", "=", mailing.id)])
                touches = self.env["recruitment.pool.touch"].search([("origin_model", "=", mailing._name)])
                left = [
                    sorted(([row[name] for name in names] for row in rows), key=str)
                    for rows, names in ((traces, TRACE), (mails, MAIL), (touches, TOUCH), (mailing, MAILING))
                ]
                left += [sorted((len(m.attachment_ids), m.recipient_ids.ids) for m in mails)]
                left += [sorted(t.res_id for t in traces if t.pool_touch_ids or t.mail_mail_id)]
                savepoint.rollback()
        finally:
            self.env.invalidate_all()
        return left, rendered

    def assertGuessIsHarmless(self, mailing):
        """Guess nobody, right, wrong in the half, everybody: the same is left behind. Who a right guess rendered."""
        right = self.Composer._find_suspects
        expected, everybody = self._send_guessing(mailing, lambda composer, ids: frozenset())
        for guess in (lambda composer, ids: frozenset(ids), lambda composer, ids: frozenset(list(ids)[::2])):
            self.assertEqual(self._send_guessing(mailing, guess)[0], expected)
        left, rendered = self._send_guessing(mailing, right)
        self.assertEqual(left, expected)
        self.assertEqual(len(rendered), len(set(rendered)), "nobody is rendered twice")
        self.assertLessEqual(set(rendered), set(everybody))
        return set(rendered), expected

    def _make_crowd(self):
        """One of each who may be left out: by us, by Odoo, by both, by nobody."""
        for name in ("Dan", "Eva", "Fay", "Gus", "Hal", "Ida", "Jon", "Kim"):
            setattr(self, name.lower(), self._make_member(name, [self.category]))
        crowd = self.dan | self.eva | self.fay | self.gus | self.hal
        for member in crowd | self.jon:
            self._touch(member, 7)
        self.env["mail.blacklist"]._add("eva@example.com")
        self.fay.email = False
        self.gus.email = "no address"
        self.hal.is_opted_out = True
        self.ida.opt_out_message_type_ids = self.newsletter
        # Kim's address was taken over from somebody who is over the cap.
        self.kim.key_ids.filtered(lambda key: key.kind == "email").unlink()
        self.jon.email = "kim@example.com"
        return crowd | self.ida

    def test_each_kind_of_person(self):
        crowd = self._make_crowd()
        rendered, left = self.assertGuessIsHarmless(
            self._make_mailing(
                body_html=PERSONAL, attachment_ids=[Command.create({"name": "programme.txt", "raw": b"words"})]
            )
        )
        self.assertEqual(rendered, set((self.ada | self.bob | self.jon | self.kim).ids))
        self.assertFalse(rendered & set(crowd.ids))
        kinds = {row[TRACE.index("failure_type")] or row[TRACE.index("trace_status")] for row in left[0]}
        self.assertEqual(
            kinds, {"mail_bl", "mail_email_missing", "mail_email_invalid", "mail_contact_policy", "outgoing"}
        )

    def test_doubles_are_told_by_their_text(self):
        """Two with one address: the same text to both is a double, their own names are none."""
        self.ada.key_ids.is_shared = True
        twin = self._make_member("Twin", [self.category])
        twin.email = "ada@example.com"
        twin.key_ids.is_shared = True
        last = self._make_member("Last", [self.category])
        last.email = "ada@example.com, last@example.com"
        self._touch(twin, 7)
        for over in (False, True):
            if over:
                self._touch(self.ada, 7)
                self._touch(last, 7)
            for size in ("2", "50"):
                self.env["ir.config_parameter"].set_param("mail.batch_size", size)
                for body in ("<p>Hello</p>", PERSONAL):
                    with self.subTest(over=over, size=size, body=body):
                        self.assertGuessIsHarmless(self._make_mailing(body_html=body))

    def test_applications_and_addresses_in_common(self):
        """Copies of one person, the address of a contact, a shared mailbox, an archived one."""
        key = {"member_id": self.ada.id, "kind": "email", "value": "ada.l@example.com"}
        self.env["recruitment.pool.member.key"].create(key)
        shared = {"kind": "email", "value": "team@example.com", "is_shared": True}
        keys = [{**shared, "member_id": member.id} for member in (self.bob, self.cleo)]
        self.env["recruitment.pool.member.key"].create(keys)
        applicants = self.env["hr.applicant"]
        for email in ("ada@example.com", key["value"], "bob@example.com", "team@example.com", "new@example.com"):
            applicants |= self._make_applicant(email, email)
        bob = applicants[2]
        # Odoo writes to the contact of an application: here to one whose address is Bob's.
        contact = self.env["res.partner"].create({"name": "B", "email": "b@example.com"})
        applicants |= self._make_applicant("Other", "b@example.com", partner_id=contact.id)
        contact.email = "bob@example.com"
        applicants[-1].email_from = "other@example.com"
        contact.email = "bob@example.com"
        applicants.write({"date_last_stage_update": "2026-01-01 00:00:00"})
        applicants[1].active = False
        domain = repr([("id", "in", applicants.ids), ("active", "in", (True, False))])
        for body in ("<p>Hello</p>", PERSONAL):
            for member in (self.ada, self.bob):
                with self.subTest(body=body, member=member.name):
                    self._touch(member, 7)
                    values = {**self._target(applicants), "mailing_domain": domain, "body_html": body}
                    rendered, left = self.assertGuessIsHarmless(self._make_mailing(**values))
                    self.assertEqual(len(left[0]), 6)
        self.assertLess(len(rendered), len(applicants))
        self.assertEqual(bob.pool_member_id, self.bob)

    def test_reached_already(self):
        mailing = self._make_mailing()
        self._touch(self.ada, 0, origin_model="mailing.mailing", origin_id=mailing.id)
        self._touch(
            self.bob,
            0,
            origin_model="mailing.mailing",
            origin_id=mailing.id,
            res_model=self.bob._name,
            res_id=self.bob.id,
        )
        rendered, left = self.assertGuessIsHarmless(mailing)
        self.assertFalse(rendered)
        self.assertEqual([row[TRACE.index("failure_type")] for row in left[0]], ["mail_dup"], "Bob's is on its way")

    def test_all_left_out_is_a_mailing_done(self):
        for member in self.ada | self.bob:
            self._touch(member, 7)
        mailing = self._make_mailing()
        traces, rendered = self._send_watched(mailing)
        self.assertFalse(rendered)
        self.assertOutcome(traces, {self.ada: "cancel", self.bob: "cancel"})
        self.assertEqual((mailing.state, mailing.canceled, mailing.pool_left_out_count), ("done", 2, 2))
        self.assertFalse(mailing._get_remaining_recipients(), "nobody is asked twice")

    def test_observing_everybody_is_rendered_once(self):
        self.company.pool_mode = "observe"
        self._touch(self.bob, 7)
        with patch.object(
            self.env.registry["recruitment.pool.member"], "_dry_run", side_effect=AssertionError("asked")
        ):
            rendered, _left = self.assertGuessIsHarmless(self._make_mailing())
        self.assertEqual(rendered, set((self.ada | self.bob).ids))
        traces, _rendered = self._send_watched(self._make_mailing())
        self.assertEqual(traces.filtered("cadence_is_observed").res_id, self.bob.id)

    def test_recipients_of_the_composers_own_are_not_guessed_about(self):
        mailing = self._make_mailing()
        self._touch(self.bob, 7)
        values = {"model": self.ada._name, "composition_mode": "mass_mail", "mass_mailing_id": mailing.id}
        composer = self.env["mail.compose.message"].create(values)
        self.assertEqual(composer._find_suspects((self.ada | self.bob).ids), {self.bob.id})
        composer.partner_ids = self.env["res.partner"].create({"name": "Boss"})
        self.assertFalse(composer._find_suspects((self.ada | self.bob).ids))

    def test_our_errors_leave_no_mail_without_words(self):
        """Neither where nobody could be guessed, nor where nothing could be decided."""
        self._touch(self.bob, 7)
        both = set((self.ada | self.bob).ids)
        member = self.env.registry["recruitment.pool.member"]
        with (
            patch.object(member, "_dry_run", side_effect=ValueError("bug")),
            mute_logger("odoo.addons.recruitment_pool_mailing.wizards.mail_compose_message"),
        ):
            traces, rendered = self._send_watched(self._make_mailing())
        self.assertEqual(set(rendered), both)
        self.assertOutcome(traces, {self.ada: "outgoing", self.bob: "cancel"})
        gate = self.env.registry["recruitment.pool.gate"]
        with (
            patch.object(gate, "_decide", side_effect=ValueError("bug")),
            mute_logger("odoo.addons.recruitment_pool.wizards.mail_compose_message"),
        ):
            traces, rendered = self._send_watched(self._make_mailing())
        self.assertEqual(set(rendered), both)
        self.assertEqual(set(traces.mapped("trace_status")), {"error"})
        self.assertTrue(all("Hello" in mail.body_html for mail in traces.mail_mail_id))

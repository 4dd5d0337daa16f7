from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize_all

# An answer to what the person wrote is owed, and uses up no allowance.
ANSWER_DAYS = 7
# What a colleague answers from the own mailbox.
FROM_A_MAILBOX = ("email", "email_outgoing")


class RecruitmentPoolMailMixin(models.AbstractModel):
    """A recruiter's own mail to a person: never held, warned before, counted once sent."""

    _name = "recruitment.pool.mail.mixin"
    _description = "Own Mails to Pool Members"

    def action_write(self):
        """Open the composer to the person, at the address on file here."""
        self.ensure_one()
        self.check_access("write")
        if not self.email_normalized:
            raise UserError(self._get_no_email_sentence())
        return {
            "name": self.env._("Write to %(person)s", person=self.name),
            "type": "ir.actions.act_window",
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_composition_mode": "comment",
                "default_partner_ids": self._get_own_contact().ids,
                "default_subject": "",
            },
        }

    def _get_own_contact(self):
        """The contact at the address on file here, made where there is none."""
        values = {"name": self.name, "lang": self.lang, "company_id": self.company_id.id}
        # sudo: pool users may have no right to make contacts; this one is of a person whom they may change
        return self.sudo()._partner_find_from_emails_single(
            [self.email],
            filter_found=lambda found: not found.company_id or found.company_id == self.company_id,
            additional_values={self.email_normalized: values},
        )

    def _partner_find_from_emails_single(self, emails, *args, no_create=False, **kwargs):
        """Find the person also where the user may make no contacts.

        Odoo would drop this recipient, and the message would stay in the chatter without a word.
        """
        is_typed = no_create and not self.env.su and len(self) == 1 and self.has_access("write")
        if is_typed and self.email_normalized in email_normalize_all(",".join(filter(None, emails))):
            self._get_own_contact()
        return super()._partner_find_from_emails_single(emails, *args, no_create=no_create, **kwargs)

    def _notify_by_email_get_final_mail_values(self, recipient_ids, mail_values, additional_values=None):
        """Tie the touch to the mail it counts, which brings it to its end: sent, failed or withdrawn.

        Here, where the mails of one message are made: ``super()`` has the final recipients of one of them.
        """
        values = super()._notify_by_email_get_final_mail_values(recipient_ids, mail_values, additional_values)
        message = self.env["mail.message"].browse(mail_values.get("mail_message_id"))
        # Whatever a user calls it: only Odoo itself sends notifications to a person.
        is_written = message.message_type in ("comment", *FROM_A_MAILBOX) or not self.env.user._is_superuser()
        if is_written and self._is_among(recipient_ids):
            self._check_reason_given(message)
            name = "transactional" if self._has_written_lately() else "personal"
            values["pool_touch_keys"] = self._reserve_mail(message, name).ids
        return values

    def _check_reason_given(self, message):
        """Past an objection by the composer only, which asks for the reason: the quick box has no place for it.

        What comes from a mailbox has been sent already, and a scheduled action has nobody to ask.
        """
        is_typed = message.message_type not in FROM_A_MAILBOX and not self.env.user._is_superuser()
        if not is_typed or self._get_given_reason() or self._has_written_lately():
            return
        channel = self.env.ref("recruitment_pool.channel_email").sudo()  # sudo: which channel a mail is
        _warning, objection = self._get_contact_warnings(channel)
        if objection:
            raise UserError(self.env._("%(objection)s The full composer asks for it.", objection=objection))

    @api.model
    def _get_given_reason(self):
        """Why the person is written to all the same, in words; False without."""
        reason = self.env.context.get("pool_reason")
        return isinstance(reason, str) and reason.strip() or False

    def _is_among(self, partner_ids):
        """Whether one of these contacts is the person: followers and colleagues are not."""
        self.ensure_one()
        partners = self.env["res.partner"].sudo().browse(partner_ids)  # sudo: addresses are compared, not shown
        emails = {key.value for key in self.sudo().key_ids if key.kind == "email"}  # sudo: as above
        emails.update(self._normalize_emails(self.email))
        return any(p == self.partner_id or not emails.isdisjoint(self._normalize_emails(p.email)) for p in partners)

    def _reserve_mail(self, message, type_name):
        """The touch of a message to this person, made at the first of its mails."""
        # sudo: the ledger is shut for users; everything follows from the message
        Touch = self.env["recruitment.pool.touch"].sudo()
        origin = [("origin_model", "=", "mail.message"), ("origin_id", "=", message.id), ("member_id", "=", self.id)]
        if touch := Touch.search(origin, limit=1):
            return touch
        message_type = self.env.ref(f"recruitment_pool.message_type_{type_name}").sudo()
        summary = message.subject or message_type.name
        gate = self.env["recruitment.pool.gate"].sudo()
        touch = Touch.create(
            {
                **gate._prepare_touch_values(
                    "email", message_type, (message._name, message.id), self.env.user, summary
                ),
                "member_id": self.id,
                "day": self._get_today(),
                "reason": self._get_given_reason(),
                "policy_version": self.sudo().policy_snapshot_id.hash,
                "res_model": message.model,
                "res_id": message.res_id,
            }
        )
        self.sudo()._fold()
        return touch

    def _has_written_lately(self):
        """Whether something came from the person in the last days."""
        since = self.env.cr.now() - timedelta(days=ANSWER_DAYS)
        # sudo: as in ``_reserve_mail``
        return bool(
            self.env["recruitment.pool.touch"]
            .sudo()
            .search_count([("member_id", "=", self.id), ("direction", "=", "in"), ("at", ">=", since)], limit=1)
        )

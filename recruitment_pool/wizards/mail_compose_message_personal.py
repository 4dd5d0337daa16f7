from odoo import api, fields, models
from odoo.exceptions import UserError

from .mail_compose_message import MEMBER_MODEL


class MailComposeMessage(models.TransientModel):
    """A recruiter writes to one person himself: he is told what speaks against it."""

    _inherit = "mail.compose.message"

    pool_warning = fields.Char(compute="_compute_pool_warning")
    pool_objection = fields.Char(compute="_compute_pool_warning")
    pool_reason = fields.Char(string="Why All the Same")

    @api.depends("model", "res_ids", "composition_mode", "subtype_is_log")
    def _compute_pool_warning(self):
        channel = self.env.ref("recruitment_pool.channel_email").sudo()  # sudo: which channel a mail is
        for composer in self:
            composer.pool_warning = composer.pool_objection = False
            if person := composer._get_pool_person():
                is_from_us = not person._has_written_lately()
                composer.pool_warning, composer.pool_objection = person._get_contact_warnings(channel, is_from_us)

    def _get_pool_person(self):
        """The one person written to, whom the user may see; None for notes, and for what is sent in bulk."""
        if self.model != MEMBER_MODEL or self.composition_mode != "comment" or self.subtype_is_log:
            return None
        person = self.env[MEMBER_MODEL].browse(self._evaluate_res_ids())
        return person if len(person) == 1 and person.has_access("write") else None

    def _action_send_mail_comment(self, res_ids):
        """Past an objection with a reason only, which the ledger keeps."""
        if not self.pool_objection:
            return super()._action_send_mail_comment(res_ids)
        if not (self.pool_reason or "").strip():
            raise UserError(self.pool_objection)
        composer = self.with_context(pool_reason=self.pool_reason)
        return super(MailComposeMessage, composer)._action_send_mail_comment(res_ids)

    def _action_schedule_message(self):
        """Not past an objection: the message would leave without its reason."""
        if any(self.mapped("pool_objection")):
            raise UserError(
                self.env._(
                    "Who objects is written to with a reason only, which a message sent later does not keep: "
                    "send it at once."
                )
            )
        return super()._action_schedule_message()

import logging

from odoo import fields, models

_logger = logging.getLogger(__name__)

CADENCE_REASONS = [
    ("erased", "Erased"),
    ("opted_out", "Opted out"),
    ("consent", "No consent"),
    ("live_process", "Application under way or closed lately"),
    ("not_foreseen", "Not foreseen for the categories"),
    ("never_contact", "Never contacted, by policy"),
    ("expired", "Message expired"),
    ("already_reached", "Reached by this message already"),
    ("paused", "Paused"),
    ("cap", "Contacted too recently"),
    ("error", "The cadence could not decide"),
]
# The address is at fault: nobody was reached, the allowance is given back. Any other
# failure may be sent again by Odoo without asking, so the touch stays reserved.
ADDRESS_FAILURES = ("mail_email_invalid", "mail_email_missing")


class MailMail(models.Model):
    _name = "mail.mail"
    _inherit = ["mail.mail", "recruitment.pool.touch.link.mixin"]

    failure_type = fields.Selection(
        selection_add=[("mail_contact_policy", "Left out by the cadence")],
        ondelete={"mail_contact_policy": "set null"},
    )
    cadence_reason = fields.Selection(CADENCE_REASONS)
    cadence_next_day = fields.Date(string="Next Possible On")
    cadence_is_observed = fields.Boolean(
        string="Would Have Been Left Out",
        help="Sent because the company only observes the cadence.",
    )
    # Who cancelled a mail of their own with others' touches would free these people.
    pool_touch_keys = fields.Json(groups=fields.NO_ACCESS)
    pool_touch_ids = fields.Many2many(groups=fields.NO_ACCESS)

    def _postprocess_sent_message(self, success_pids, success_emails, failure_reason=False, failure_type=None):
        """The mail left, or did not: its touches follow.

        Here and not in ``write``: this is the one place that knows the outcome of
        each mail. It runs after the server took the mail, where a database error
        would make Odoo send it again: hence the savepoint that swallows.
        """
        if not failure_type:
            self._move_touches("sent")
        elif failure_type in ADDRESS_FAILURES:
            self._move_touches("failed")
        return super()._postprocess_sent_message(
            success_pids,
            success_emails,
            failure_reason=failure_reason,
            failure_type=failure_type,
        )

    def cancel(self):
        self._move_touches("released")
        return super().cancel()

    def unlink(self):
        """What was not sent is given back; touches of sent mails stay as they are."""
        self._move_touches("released")
        return super().unlink()

    def _move_touches(self, state):
        """Bring the touches of these mails into ``state``; errors never reach the queue."""
        if not self or self.env["recruitment.pool.member"]._is_pool_empty():
            return
        try:
            # sudo: whoever cancels a mail has no right on the ledger
            if touches := self.sudo().pool_touch_ids:
                with self.env.cr.savepoint():
                    touches._set_state(state)
        except Exception:
            _logger.exception("Touches of mails %s could not become %s", self.ids, state)

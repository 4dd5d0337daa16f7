import logging

from odoo import api, fields, models

from odoo.addons.recruitment_pool.models.mail_mail import CADENCE_REASONS

_logger = logging.getLogger(__name__)

# What the gate said. Traces are writable by every marketing user: who named others'
# touches in a trace and had it bounce would give these people their allowance back.
VERDICT_FIELDS = ("cadence_reason", "cadence_next_day", "cadence_is_observed", "pool_touch_keys")


class MailingTrace(models.Model):
    _name = "mailing.trace"
    _inherit = ["mailing.trace", "recruitment.pool.touch.link.mixin"]

    failure_type = fields.Selection(
        selection_add=[("mail_contact_policy", "Left out by the cadence")],
        ondelete={"mail_contact_policy": "set null"},
    )
    cadence_reason = fields.Selection(CADENCE_REASONS, readonly=True)
    cadence_next_day = fields.Date(string="Next Possible On", readonly=True)
    cadence_is_observed = fields.Boolean(
        string="Would Have Been Left Out",
        readonly=True,
        help="Sent because the company only observes the cadence.",
    )
    pool_recipient_name = fields.Char(string="Recipient", compute="_compute_pool_recipient_name")

    # Bounces, replies and clicks look traces up by it, which core does not index.
    _message_id_idx = models.Index("(message_id) WHERE message_id IS NOT NULL")

    def _compute_pool_recipient_name(self):
        """Name of who the trace is about, where the reader may see it; else the address."""
        for model, traces in self.grouped("model").items():
            records = self.env[model].browse(traces.mapped("res_id")).exists()._filtered_access("read")
            names = {record.id: record.display_name for record in records}
            for trace in traces:
                trace.pool_recipient_name = names.get(trace.res_id) or trace.email

    @api.model
    def _has_field_access(self, field, operation):
        """The verdict of the gate is not the user's to change."""
        return super()._has_field_access(field, operation) and (
            operation == "read" or self.env.su or field.name not in VERDICT_FIELDS
        )

    def write(self, vals):
        """A bounce that Odoo or another gateway reports gives the allowance back.

        Only the system's word counts: traces are writable by every marketing user,
        who would otherwise empty the ledger through them. What becomes of a mail
        before, sent or withdrawn, is told by ``mail.mail``.
        """
        result = super().write(vals)
        if vals.get("trace_status") == "bounce" and self.env.su:
            self._move_touches("bounced")
        return result

    def _move_touches(self, state):
        """Bring the touches of these traces into ``state``; errors never reach Odoo."""
        try:
            with self.env.cr.savepoint():
                self.sudo().pool_touch_ids._set_state(state)  # sudo: the ledger is shut
        except Exception:
            _logger.exception("Touches of traces %s could not become %s", self.ids, state)

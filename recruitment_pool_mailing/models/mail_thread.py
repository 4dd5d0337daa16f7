from odoo import api, models


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def _routing_handle_bounce(self, email_message, message_dict):
        """A mail that came back tires nobody: its touches no longer count.

        Here, beside ``mailing.trace.write``: the gateway may run as a user who is
        not trusted with the ledger, while this method cannot be called from outside.
        """
        result = super()._routing_handle_bounce(email_message, message_dict)
        if message_ids := message_dict["bounced_msg_ids"]:
            # sudo: whoever runs the gateway has no right on traces
            self.env["mailing.trace"].sudo().search(
                [("message_id", "in", message_ids), ("trace_status", "=", "bounce")]
            )._move_touches("bounced")
        return result

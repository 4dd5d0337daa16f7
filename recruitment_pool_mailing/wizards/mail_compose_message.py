from odoo import models

from ..models.mailing_trace import VERDICT_FIELDS


class MailComposeMessage(models.TransientModel):
    _inherit = "mail.compose.message"

    def _get_pool_door(self):
        """A mailing answers for what it sends: its type, its company, its origin.

        Only where the sender chose another stance in the composer itself, which may
        create a mailing just to have statistics, that choice holds.
        """
        chosen = self.pool_message_type_id.sudo()  # sudo: any user may compose
        if self.mass_mailing_id and chosen.stance in (False, "solicitation"):
            return self.mass_mailing_id._get_pool_door()
        return super()._get_pool_door()

    def _prepare_mailing_values(self):
        """The mailing that a composer creates for itself is of the composer's type."""
        values = super()._prepare_mailing_values()
        if self.pool_message_type_id.sudo().stance == "solicitation":
            values["pool_message_type_id"] = self.pool_message_type_id.id
        return values

    def _prepare_mail_values_mailing_traces(self, mail_values_all):
        """Here the values of mail and trace are at hand together, before either exists.

        For those left out there will be no mail: the trace alone says why.
        """
        traces = super()._prepare_mail_values_mailing_traces(mail_values_all)
        for res_id, mail_values in mail_values_all.items():
            traces[res_id].update({name: mail_values[name] for name in VERDICT_FIELDS if name in mail_values})
        return traces

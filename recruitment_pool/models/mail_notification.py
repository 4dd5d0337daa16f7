from odoo import fields, models


class MailNotification(models.Model):
    _inherit = "mail.notification"

    # A composer without mailing copies the value from mail to notification.
    failure_type = fields.Selection(
        selection_add=[("mail_contact_policy", "Left out by the cadence")],
        ondelete={"mail_contact_policy": "set null"},
    )

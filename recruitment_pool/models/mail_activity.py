from odoo import fields, models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    is_pool_pause = fields.Boolean(
        string="Ends a Pause", readonly=True, copy=False, help="Made with the pause of a person, and removed with it."
    )

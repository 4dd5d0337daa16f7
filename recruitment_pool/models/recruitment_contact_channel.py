from odoo import fields, models


class RecruitmentContactChannel(models.Model):
    _name = "recruitment.contact.channel"
    _inherit = ["recruitment.pool.code.mixin"]
    _description = "Contact Channel"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True,
        help="Technical name by which rules and the engine know the channel.",
    )
    kind = fields.Selection(
        [("direct", "To a person"), ("broadcast", "To a page")],
        required=True,
        default="direct",
        help="A message to a page reaches nobody in particular: no rule holds it.",
    )
    sequence = fields.Integer(default=100)
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint("UNIQUE(code)", "Another channel has this code already.")

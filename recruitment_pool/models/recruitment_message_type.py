from odoo import fields, models


class RecruitmentMessageType(models.Model):
    _name = "recruitment.message.type"
    _inherit = ["recruitment.pool.code.mixin"]
    _description = "Message Type"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Technical name by which the engine knows the type.")
    stance = fields.Selection(
        [
            ("solicitation", "Solicitation: held and counted"),
            ("personal", "Personal contact: counted, never held"),
            ("transactional", "Transactional: neither held nor counted"),
            ("inbound", "From the person"),
        ],
        required=True,
        default="solicitation",
        help="Whether the cadence holds a message of this type, and whether it counts.",
    )
    is_counted = fields.Boolean(
        string="Counts",
        default=True,
        help="A contact of this type uses up the allowance of the person.",
    )
    keeps_warm = fields.Boolean(
        help="A contact of this type keeps the person warm: a newsletter keeps nobody warm.",
    )
    priority = fields.Integer(
        default=50,
        help="When two messages want the same day, the smaller number goes first.",
    )
    audience = fields.Selection(
        [("candidate", "Candidates"), ("prescriber", "Prescribers"), ("both", "Both")],
        required=True,
        default="both",
    )
    can_opt_out = fields.Boolean(
        string="Opt-out Possible",
        default=True,
        help="A person may refuse messages of this type and still receive the others.",
    )
    sequence = fields.Integer(default=100)
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint("UNIQUE(code)", "Another message type has this code already.")

    def _get_fixed_fields(self):
        return super()._get_fixed_fields() | {
            "stance": self.env._(
                "What %(name)s is to the cadence never changes: messages that wait would go past it. Archive "
                "this type and create another one instead.",
                name=self.name,
            )
        }

from odoo import fields, models


class RecruitmentPoolMembershipEvent(models.Model):
    """Every join and leave with its reason, kept when the membership itself is gone.

    Why a log and not ended memberships: one line a person and category, which the
    database guarantees, says what holds now, and is all that folding has to read.
    """

    _name = "recruitment.pool.membership.event"
    _inherit = ["recruitment.pool.evidence.mixin"]
    _description = "Membership History"
    _order = "at desc, id desc"
    _rec_name = "category_id"

    member_id = fields.Many2one("recruitment.pool.member", required=True, ondelete="cascade", readonly=True)
    category_id = fields.Many2one(
        "recruitment.pool.category", required=True, ondelete="cascade", index=True, readonly=True
    )
    company_id = fields.Many2one(related="member_id.company_id", store=True, index="btree_not_null")
    at = fields.Datetime(string="Date", required=True, readonly=True)
    kind = fields.Selection([("join", "Joined"), ("leave", "Left")], required=True, readonly=True)
    is_by_criteria = fields.Boolean(string="By Criteria", readonly=True)
    user_id = fields.Many2one("res.users", string="Who", readonly=True)
    reason = fields.Char(readonly=True)

    _member_category_idx = models.Index("(member_id, category_id, at)")

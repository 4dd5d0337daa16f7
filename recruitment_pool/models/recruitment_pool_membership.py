from odoo import api, fields, models
from odoo.fields import Domain


class RecruitmentPoolMembership(models.Model):
    _name = "recruitment.pool.membership"
    _description = "Pool Membership"
    _order = "since desc, id desc"
    _check_company_auto = True

    member_id = fields.Many2one(
        "recruitment.pool.member",
        required=True,
        ondelete="cascade",
        index=True,
        check_company=True,
    )
    category_id = fields.Many2one(
        "recruitment.pool.category",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    company_id = fields.Many2one(related="member_id.company_id", store=True, index="btree_not_null")
    since = fields.Date(required=True, default=fields.Date.context_today)
    until = fields.Date(help="Last day in the category. Empty: no end.")
    manual = fields.Selection(
        [("in", "Put in"), ("out", "Kept out")],
        default="in",
        help="Decided by hand: put in, or kept out whatever the criteria say.",
    )
    reason = fields.Char(help="Why the person is, or is not, in the category.")
    is_current = fields.Boolean(compute="_compute_is_current", search="_search_is_current")

    _member_category_uniq = models.Constraint(
        "UNIQUE(member_id, category_id)",
        "This person has a line for this category already: change that one.",
    )
    _dates_in_order = models.Constraint(
        "CHECK(until IS NULL OR until >= since)",
        "A membership ends after it begins: check the two dates.",
    )

    @api.depends("since", "until", "manual")
    def _compute_is_current(self):
        today = fields.Date.context_today(self)
        for membership in self:
            membership.is_current = (
                membership.manual != "out"
                and bool(membership.since)
                and membership.since <= today
                and (not membership.until or membership.until >= today)
            )

    @api.model
    def _search_is_current(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._get_current_domain() if True in value else ~self._get_current_domain()

    @api.model
    def _get_current_domain(self):
        """The domain twin of ``_compute_is_current``."""
        today = fields.Date.context_today(self)
        return (
            Domain("manual", "!=", "out")
            & Domain("since", "<=", today)
            & (Domain("until", "=", False) | Domain("until", ">=", today))
        )

    @api.model_create_multi
    def create(self, vals_list):
        memberships = super().create(vals_list)
        memberships.member_id._fold()
        return memberships

    def write(self, vals):
        members = self.member_id
        result = super().write(vals)
        (members | self.member_id)._fold()
        return result

    def unlink(self):
        members = self.member_id
        result = super().unlink()
        members.exists()._fold()
        return result

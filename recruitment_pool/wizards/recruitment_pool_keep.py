from odoo import api, fields, models
from odoo.exceptions import UserError


class RecruitmentPoolKeep(models.TransientModel):
    _name = "recruitment.pool.keep"
    _description = "Keep in the Pool"

    applicant_ids = fields.Many2many(
        "hr.applicant", default=lambda self: self.env.context.get("active_ids"), readonly=True
    )
    category_ids = fields.Many2many("recruitment.pool.category", string="Categories", domain="[('active', '=', True)]")
    reason = fields.Char(help="Why these people are worth keeping.")
    summary = fields.Char(compute="_compute_summary")

    @api.depends("applicant_ids")
    def _compute_summary(self):
        for wizard in self:
            wizard.summary = self.env._(
                "%(count)s applications selected, %(known)s of them of people who are in "
                "the pool already: those are matched, not doubled.",
                count=len(wizard.applicant_ids),
                known=len(wizard.applicant_ids._match_pool_members()),
            )

    def action_keep(self):
        self.ensure_one()
        if not self.applicant_ids:
            raise UserError(self.env._("No applicant is selected: tick the people to keep in the list first."))
        members = self.applicant_ids._keep_in_pool(self.category_ids, self.reason)
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("recruitment_pool.recruitment_pool_member_action"),
            "name": self.env._("Kept in the Pool"),
            "domain": [("id", "in", members.ids)],
        }

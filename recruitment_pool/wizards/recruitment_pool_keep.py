from odoo import api, fields, models
from odoo.exceptions import UserError


class RecruitmentPoolKeep(models.TransientModel):
    _name = "recruitment.pool.keep"
    _inherit = ["recruitment.pool.input.mixin"]
    _description = "Keep in the Pool"

    applicant_ids = fields.Many2many(
        "hr.applicant",
        default=lambda self: self.env.context.get("active_ids"),
        readonly=True,
        context={"active_test": False},  # Odoo archives those it refuses
    )
    category_ids = fields.Many2many("recruitment.pool.category", string="Categories", domain="[('active', '=', True)]")
    reason = fields.Char(help="Why these people are worth keeping.")
    summary = fields.Char(compute="_compute_summary")

    @api.depends("applicant_ids")
    def _compute_summary(self):
        for wizard in self:
            wizard.summary = self.env._(
                "Applications selected: %(count)s, of people in the pool already: %(known)s. Those are matched, "
                "not doubled.",
                count=len(wizard.applicant_ids),
                known=len(wizard.applicant_ids._match_pool_members(self.env.company)),
            )

    def action_keep(self):
        self.ensure_one()
        if not self.applicant_ids:
            raise UserError(self.env._("No applicant is selected: tick the people to keep in the list first."))
        members = self.applicant_ids._keep_in_pool(self.category_ids, self.reason)
        self._add_native_talents()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("recruitment_pool.recruitment_pool_member_action"),
            "name": self.env._("Kept in the Pool"),
            "domain": [("id", "in", members.ids)],
        }

    def _add_native_talents(self):
        """Put those kept into the native pools of the categories, by Odoo's own wizard, which copies them.

        A person has one talent: whoever is one already keeps that one.
        """
        for pool in self.category_ids.talent_pool_id:
            chosen = self.env["hr.applicant"]
            for member in self.applicant_ids.pool_member_id:
                talents = member.applicant_ids.filtered("talent_pool_ids")
                chosen |= talents[:1] or (self.applicant_ids & member.applicant_ids)[:1]
            if chosen:
                self.env["talent.pool.add.applicants"].create(
                    {"applicant_ids": chosen.ids, "talent_pool_ids": pool.ids}
                ).action_add_applicants_to_pool()

from odoo import fields, models


class ApplicantGetRefuseReason(models.TransientModel):
    _inherit = "applicant.get.refuse.reason"

    pool_category_ids = fields.Many2many(
        "recruitment.pool.category",
        "recruitment_pool_refuse_category_rel",
        "wizard_id",
        "category_id",
        string="Keep in the Pool",
        groups="recruitment_pool.group_pool_user",
        help="Refused for this job, kept for others: in these categories.",
    )

    def action_refuse_reason_apply(self):
        """Refuse, and keep in the same step; interviewers refuse without the pool."""
        applicants = self.applicant_ids  # before they are archived
        result = super().action_refuse_reason_apply()
        if self.env.user.has_group("recruitment_pool.group_pool_user") and self.pool_category_ids:
            applicants._keep_in_pool(self.pool_category_ids, self.refuse_reason_id.name)
        return result

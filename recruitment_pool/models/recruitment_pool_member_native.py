from odoo import fields, models


class RecruitmentPoolMember(models.Model):
    _inherit = "recruitment.pool.member"

    first_steps_id = fields.Many2one(
        "recruitment.pool.first.steps",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
        groups="hr_recruitment.group_hr_recruitment_manager",
    )

    def _leave_native_pools(self, pools):
        """End what a native pool began, for whoever is in it by no other talent any more."""
        for membership in self.membership_ids.filtered(lambda m: m.category_id.talent_pool_id in pools):
            talents = membership.member_id.applicant_ids.talent_pool_ids
            if membership.category_id.talent_pool_id not in talents and membership.manual == "in":
                reason = self.env._(
                    "No longer in the native pool %(pool)s", pool=membership.category_id.talent_pool_id.name
                )
                membership.with_context(pool_leave_reason=reason).unlink()

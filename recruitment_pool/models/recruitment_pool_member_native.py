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

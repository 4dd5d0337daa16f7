from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    pool_member_ids = fields.One2many(
        "recruitment.pool.member", "partner_id", string="In the Pool", groups="recruitment_pool.group_pool_user"
    )

    def write(self, vals):
        """A contact's new address becomes one of the member's keys; the old one stays."""
        result = super().write(vals)
        Member = self.env["recruitment.pool.member"]
        if "email" in vals and not Member._is_pool_empty():
            # sudo: whoever edits a contact may have no right on the pool
            Member.sudo().with_context(active_test=False).search([("partner_id", "in", self.ids)])._refresh_keys()
        return result

from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    pool_member_ids = fields.One2many(
        "recruitment.pool.member", "partner_id", string="In the Pool", groups="recruitment_pool.group_pool_user"
    )

    def write(self, vals):
        """A contact's new address becomes one of the member's keys; the old one stays.

        Whoever edits a contact may not see the pool: another person's address is refused to
        nobody here. Of the same name, the two are one; else they are proposed as duplicates.
        """
        result = super().write(vals)
        Member = self.env["recruitment.pool.member"]
        if "email" in vals and not Member._is_pool_empty():
            # sudo: whoever edits a contact may have no right on the pool
            members = Member.sudo().with_context(active_test=False).search([("partner_id", "in", self.ids)])
            for (member_id, kind, _value), key in members._refresh_keys(is_strict=False).items():
                member = members.browse(member_id).exists()
                if kind == "email" and member and key.exists() and member._is_namesake(key.member_id):
                    member._merge_into(key.member_id)
        return result

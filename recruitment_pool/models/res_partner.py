from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    pool_member_ids = fields.Many2many(
        "recruitment.pool.member",
        compute="_compute_pool_member_ids",
        string="In the Pool",
        groups="recruitment_pool.group_pool_user",
    )

    @api.depends("email_normalized")
    def _compute_pool_member_ids(self):
        """The people of the pool who have this contact, or its address."""
        Member = self.env["recruitment.pool.member"]
        keys = {
            partner: [("partner", str(partner.id))]
            + ([("email", partner.email_normalized)] if partner.email_normalized else [])
            for partner in self
        }
        found = Member._find_by_keys((key for pairs in keys.values() for key in pairs), self.env.company)
        seen = Member.search([("id", "in", [id_ for ids in found.values() for id_ in ids])])
        for partner, pairs in keys.items():
            partner.pool_member_ids = seen & Member.browse(id_ for key in pairs for id_ in found.get(key, ()))

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

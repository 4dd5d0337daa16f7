from odoo import models


class HrTalentPool(models.Model):
    _inherit = "hr.talent.pool"

    def write(self, vals):
        """Talents put in or taken out from this side follow as from theirs."""
        if "talent_ids" not in vals:
            return super().write(vals)
        # sudo: as in the applications' own write
        own = self.sudo().with_context(active_test=False)
        talents = own.talent_ids
        before = talents._get_native_pools()
        result = super().write(vals)
        (talents | own.talent_ids)._follow_native_pools(before)
        return result

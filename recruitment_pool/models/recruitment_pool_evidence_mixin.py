from odoo import api, models
from odoo.exceptions import AccessError


class RecruitmentPoolEvidenceMixin(models.AbstractModel):
    """Records that the engine's code alone writes, whatever rights an administrator gives away."""

    _name = "recruitment.pool.evidence.mixin"
    _description = "Evidence"

    @api.model_create_multi
    def create(self, vals_list):
        self._check_engine()
        return super().create(vals_list)

    def write(self, vals):
        self._check_engine()
        return super().write(vals)

    def unlink(self):
        self._check_engine()
        return super().unlink()

    def _check_engine(self):
        """Nobody forges evidence by RPC, nor through a list of another document."""
        if not self.env.su:
            raise AccessError(
                self.env._(
                    "%(records)s: these records are evidence, which the application alone adds, changes or deletes.",
                    records=self.env["ir.model"]._get(self._name).name,
                )
            )

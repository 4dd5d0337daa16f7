from odoo import api, models
from odoo.exceptions import UserError


class RecruitmentPoolCodeMixin(models.AbstractModel):
    """Records that the engine, rules and policy versions know by their code."""

    _name = "recruitment.pool.code.mixin"
    _inherit = ["recruitment.pool.input.mixin"]
    _description = "Known by Its Code"

    _code_given = models.Constraint(r"CHECK(code ~ '\S')", "A code is needed: rules and the engine know it by that.")

    def write(self, vals):
        for record in self:
            for name, refusal in record._get_fixed_fields().items():
                if vals.get(name, record[name]) != record[name]:
                    raise UserError(refusal)
        return super().write(vals)

    def _get_fixed_fields(self):
        """{name of a field that never changes: what is said to who tries}"""
        self.ensure_one()
        return {
            "code": self.env._(
                "The code %(code)s never changes: rules and past contacts name it. Archive %(name)s and "
                "create another one instead.",
                code=self.code,
                name=self.display_name,
            )
        }

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for record, vals in zip(self, vals_list, strict=True):
            if "code" not in (default or {}):
                vals["code"] = f"{record.code}_copy"
        return vals_list

    @api.ondelete(at_uninstall=False)
    def _unlink_except_built_in(self):
        """The doors look some of these up: without them nothing could be decided, so nothing be sent."""
        # sudo: whoever may delete here may not read external ids
        for record_id, name in self.sudo().get_external_id().items():
            if name.startswith("recruitment_pool."):
                raise UserError(
                    self.env._(
                        "%(name)s is built in, the application needs it: archive it instead.",
                        name=self.browse(record_id).display_name,
                    )
                )

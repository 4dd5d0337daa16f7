from odoo import api, models

from .. import past_sql


class RecruitmentPoolAdoption(models.AbstractModel):
    _inherit = "recruitment.pool.adoption"

    @api.model
    def _get_past_sources(self):
        return [*super()._get_past_sources(), past_sql.traces(), past_sql.registrations()]

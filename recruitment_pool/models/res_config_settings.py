from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    pool_ceiling_policy_id = fields.Many2one(related="company_id.pool_ceiling_policy_id", readonly=False)
    pool_default_policy_id = fields.Many2one(related="company_id.pool_default_policy_id", readonly=False)
    pool_mode = fields.Selection(related="company_id.pool_mode", readonly=False)
    pool_is_shared = fields.Boolean(related="company_id.pool_is_shared", readonly=False)
    pool_tz = fields.Selection(related="company_id.pool_tz", readonly=False)
    pool_live_refusal_days = fields.Integer(related="company_id.pool_live_refusal_days", readonly=False)
    pool_live_activity_days = fields.Integer(related="company_id.pool_live_activity_days", readonly=False)

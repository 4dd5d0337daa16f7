from odoo import api, fields, models


class RecruitmentPoolTouchLinkMixin(models.AbstractModel):
    """What brings touches to their end: it knows them by number, as the ledger knows where they came from.

    No relation table: each mail of a mailing would cost two rows more and the check of four foreign keys.
    """

    _name = "recruitment.pool.touch.link.mixin"
    _description = "Link to Touches"

    pool_touch_keys = fields.Json(readonly=True, copy=False)  # ids
    pool_touch_ids = fields.Many2many("recruitment.pool.touch", string="Ledger", compute="_compute_pool_touch_ids")

    @api.depends("pool_touch_keys")
    def _compute_pool_touch_ids(self):
        Touch = self.env["recruitment.pool.touch"]
        known = Touch.browse({key for link in self for key in link.pool_touch_keys or ()}).exists()
        for link in self:  # people are deleted, and their touches with them
            link.pool_touch_ids = known & Touch.browse(link.pool_touch_keys or ())

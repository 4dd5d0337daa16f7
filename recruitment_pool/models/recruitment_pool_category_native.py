from odoo import fields, models


class RecruitmentPoolCategory(models.Model):
    """The native pool a category was made from; it follows the pool, one way only."""

    _inherit = "recruitment.pool.category"

    talent_pool_id = fields.Many2one(
        "hr.talent.pool",
        string="Native Talent Pool",
        ondelete="set null",
        index="btree_not_null",
        copy=False,
        readonly=True,
        help="Whoever is put into this pool of Odoo joins the category.",
    )

    _talent_pool_uniq = models.UniqueIndex(
        "(talent_pool_id) WHERE talent_pool_id IS NOT NULL",
        "This native talent pool has a category already.",
    )

    def _get_native_reason(self):
        self.ensure_one()
        return self.env._("In the native pool %(pool)s", pool=self.talent_pool_id.name)

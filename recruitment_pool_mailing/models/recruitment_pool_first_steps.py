from odoo import fields, models
from odoo.fields import Domain


class RecruitmentPoolFirstSteps(models.Model):
    _inherit = "recruitment.pool.first.steps"

    mailing_id = fields.Many2one(
        "mailing.mailing",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",  # without it the run would go on with everybody
        help="Its recipients are kept, whatever is chosen above.",
    )

    def _get_domain(self):
        """The recipients of a mailing, where it was one that asked for this."""
        if not self.mailing_id:
            return super()._get_domain()
        # As a search of its own: a mailing reaches no archived application, this run looks at those as well.
        return Domain("id", "in", self.mailing_id._get_recipient_applicants().ids)

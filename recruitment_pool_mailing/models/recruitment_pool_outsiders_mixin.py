from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import formatLang

OUTSIDE = Domain("pool_member_id", "=", False)


class RecruitmentPoolOutsidersMixin(models.AbstractModel):
    """A mailing to applicants also reaches people who are not in the pool: it says so, and offers to keep them."""

    _name = "recruitment.pool.outsiders.mixin"
    _description = "Recipients outside the Pool"

    pool_outsider_count = fields.Integer(string="Not in the Pool", compute="_compute_pool_outsiders")
    pool_outsider_sentence = fields.Char(string="Outside the Pool", compute="_compute_pool_outsiders")

    @api.depends("state", "mailing_type", "mailing_model_id", "mailing_domain", "pool_company_id")
    @api.depends_context("uid", "lang")
    def _compute_pool_outsiders(self):
        for mailing in self:
            count, total = 0, 0
            if mailing._is_pool_audience_shown():
                applicants = mailing._get_recipient_applicants()
                count, total = len(self._find_outsiders(applicants)), len(applicants)
            mailing.pool_outsider_count = count
            mailing.pool_outsider_sentence = self._say_outside(count, total) if count else False

    def _say_outside(self, count, total):
        total = formatLang(self.env, total, digits=0)
        if count == 1:
            return self.env._("1 of %(total)s is not in the pool: no cadence applies to this application.", total=total)
        return self.env._(
            "%(count)s of %(total)s are not in the pool: no cadence applies to them.",
            count=formatLang(self.env, count, digits=0),
            total=total,
        )

    def _get_outsiders(self):
        """The recipients that the reader may see and whom the cadence does not know."""
        return self._find_outsiders(self._get_recipient_applicants())

    @api.model
    def _find_outsiders(self, applicants):
        # sudo: whose application it is, is for pool users; here it is counted
        outside = applicants.sudo().search(Domain("id", "in", applicants.ids) & OUTSIDE)
        return outside.sudo(self.env.su)

    def _get_recipient_applicants(self):
        """The applications that this mailing is for; none where it is for something else."""
        self.ensure_one()
        Applicant = self.env["hr.applicant"]
        if self.mailing_model_real != Applicant._name:
            return Applicant
        return Applicant.search(self._get_recipients_domain())

    def action_keep_pool_outsiders(self):
        """Open the choice of a category for all of them."""
        self.ensure_one()
        if not self._get_outsiders():
            raise UserError(self.env._("All recipients are in the pool already."))
        return {
            "name": self.env._("Keep Recipients in the Pool"),
            "type": "ir.actions.act_window",
            "res_model": "recruitment.pool.keep.recipients",
            "view_mode": "form",
            "target": "new",
            "context": {"default_mailing_id": self.id},
        }

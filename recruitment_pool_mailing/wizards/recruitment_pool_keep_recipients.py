from odoo import api, fields, models
from odoo.tools import formatLang

from odoo.addons.recruitment_pool.models.recruitment_pool_first_steps import AT_ONCE


class RecruitmentPoolKeepRecipients(models.TransientModel):
    """Keep the recipients of a mailing who are not in the pool: as a run of the first steps, in batches, taken back
    as easily."""

    _name = "recruitment.pool.keep.recipients"
    _description = "Keep the Recipients of a Mailing"

    mailing_id = fields.Many2one("mailing.mailing", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="mailing_id.pool_company_id")
    category_ids = fields.Many2many(
        "recruitment.pool.category",
        string="Categories",
        domain="[('company_id', 'in', [company_id, False])]",
        help="Those kept join these categories, whose policies then apply to them.",
    )
    sentence = fields.Char(compute="_compute_sentence")

    @api.depends("mailing_id")
    def _compute_sentence(self):
        for wizard in self:
            applicants = wizard.mailing_id._get_outsiders().with_company(wizard.company_id)
            sentences = [self._say_kept(len(applicants), len(applicants._group_by_person()))]
            if len(applicants) > AT_ONCE:
                sentences.append(self.env._("It goes on in batches, in the background: wait for it before you send."))
            wizard.sentence = " ".join(sentences)

    def _say_kept(self, application_count, people_count):
        applications = formatLang(self.env, application_count, digits=0)
        if application_count == 1:
            return self.env._("1 application of 1 person will be kept.")
        if people_count == 1:
            return self.env._("%(applications)s applications of 1 person will be kept.", applications=applications)
        return self.env._(
            "%(applications)s applications of %(people)s people will be kept.",
            applications=applications,
            people=formatLang(self.env, people_count, digits=0),
        )

    def action_keep(self):
        """Keep them, and show how far it is."""
        self.ensure_one()
        run = self.env["recruitment.pool.first.steps"].create(
            {
                "mailing_id": self.mailing_id.id,
                "company_id": self.company_id.id,
                "category_ids": self.category_ids.ids,
            }
        )
        run.action_keep()
        if run.state == "done":
            return {"type": "ir.actions.client", "tag": "soft_reload"}
        return {
            "name": self.env._("Keep Recipients in the Pool"),
            "type": "ir.actions.act_window",
            "res_model": run._name,
            "view_mode": "form",
            "res_id": run.id,
        }

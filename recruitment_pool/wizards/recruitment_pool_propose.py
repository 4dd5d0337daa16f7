from odoo import api, fields, models
from odoo.exceptions import UserError


class RecruitmentPoolPropose(models.TransientModel):
    """Make an application of each person for a job, with what their latest application says.

    Odoo's own wizard ``job.add.applicants`` copies an application as it is: refused and archived,
    with the recruiter and the company of the other job, and it renames the contact found by e-mail.
    """

    _name = "recruitment.pool.propose"
    _inherit = ["recruitment.pool.action.mixin"]
    _description = "Propose for a Job"

    job_id = fields.Many2one("hr.job", string="Job Position", required=True)
    stage_id = fields.Many2one(
        "hr.recruitment.stage",
        domain="['|', ('job_ids', '=', False), ('job_ids', '=', job_id)]",
        help="Empty: the first stage of the job.",
    )
    words = fields.Text(string="Note", help="Why this person for this job. Kept with the application.")
    warning = fields.Char(compute="_compute_warning")

    @api.depends("member_ids", "job_id")
    def _compute_warning(self):
        for wizard in self:
            words = wizard._get_skipped_words(wizard._get_running(), wizard._get_foreign()) if wizard.job_id else ()
            wizard.warning = " ".join(words) or False

    # Who is left out

    def _get_running(self):
        """People who have an application under way for this job."""
        applications = self.env["hr.applicant"].search(
            [
                ("pool_member_id", "in", self.member_ids._origin.ids),
                ("job_id", "=", self.job_id._origin.id),
                ("application_status", "=", "ongoing"),
            ]
        )
        return applications.pool_member_id

    def _get_foreign(self):
        """People who belong to another company than the job."""
        company = self.job_id.company_id
        return self.member_ids._origin.filtered(lambda m: m.company_id and company and m.company_id != company)

    def _get_skipped_words(self, running, foreign):
        words = []
        if running:
            words.append(
                self.env._(
                    "Has an application under way for this job already, which is not doubled: %(people)s.",
                    people=running._get_some_names(),
                )
            )
        if foreign:
            words.append(
                self.env._("Belongs to another company than the job: %(people)s.", people=foreign._get_some_names())
            )
        return words

    # Proposing

    def action_propose(self):
        people, running, foreign = self._get_people(), self._get_running(), self._get_foreign()
        skipped = self._get_skipped_words(running, foreign)
        proposed = people - running - foreign
        if not proposed:
            raise UserError(self.env._("Nobody is left to be proposed. %(why)s", why=" ".join(skipped)))
        applications = proposed._propose(self.job_id, self.stage_id, self.words)
        action = self.env["ir.actions.act_window"]._for_xml_id("hr_recruitment.crm_case_categ0_act_job")
        action.update(name=self.env._("Proposed for %(job)s", job=self.job_id.name), context={})
        if len(applications) == 1:
            action.update(res_id=applications.id, view_mode="form", views=[(False, "form")])
        else:
            action.update(domain=[("id", "in", applications.ids)], views=[(False, "list"), (False, "form")])
        if not skipped:
            return action
        return self._notify_done(" ".join(skipped), type="warning", sticky=True, next=action)

from odoo import models
from odoo.exceptions import UserError


class HrJob(models.Model):
    _inherit = "hr.job"

    def action_keep_finalists(self):
        """Open "Keep in the Pool" for those who came far for these jobs and were not hired.

        Far = one of the two last stages before the hired ones, refused or not.
        """
        Applicant = self.env["hr.applicant"].with_context(active_test=False)
        finalists = Applicant
        for job in self:
            stages = self.env["hr.recruitment.stage"].search(
                ["|", ("job_ids", "=", False), ("job_ids", "=", job.id), ("hired_stage", "=", False)], order="sequence"
            )
            finalists |= Applicant.search(
                [("job_id", "=", job.id), ("stage_id", "in", stages[-2:].ids), ("date_closed", "=", False)]
            )
        if not finalists:
            raise UserError(
                self.env._("Nobody came as far as the two last stages before the contract and was not hired.")
            )
        action = self.env["ir.actions.act_window"]._for_xml_id("recruitment_pool.recruitment_pool_keep_action")
        return {**action, "context": {"active_model": "hr.applicant", "active_ids": finalists.ids}}

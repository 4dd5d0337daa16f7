from odoo import api, fields, models

from ..door import Request


class ApplicantGetRefuseReason(models.TransientModel):
    _inherit = "applicant.get.refuse.reason"

    pool_category_ids = fields.Many2many(
        "recruitment.pool.category",
        "recruitment_pool_refuse_category_rel",
        "wizard_id",
        "category_id",
        string="Keep in the Pool",
        groups="recruitment_pool.group_pool_user",
        help="Refused for this job, kept for others: in these categories.",
    )

    pool_tells = fields.Boolean(
        string="Say So by E-mail",
        groups="recruitment_pool.group_pool_user",
        help="With a text that says they are kept for other positions, and how to object.",
    )

    @api.depends("pool_tells", "pool_category_ids")
    def _compute_send_mail(self):
        """The mail that says so is sent; core's rule for the others."""
        result = super()._compute_send_mail()
        self._get_telling().send_mail = True
        return result

    @api.depends("pool_tells", "pool_category_ids")
    def _compute_template_id(self):
        result = super()._compute_template_id()
        self._get_telling().template_id = self.env.ref(
            "recruitment_pool.mail_template_applicant_kept", raise_if_not_found=False
        )
        return result

    def _get_telling(self):
        """Those that keep people and tell them; sudo: computed for interviewers too, who never do."""
        own = self.sudo()
        return own.filtered(lambda w: w.pool_tells and w.pool_category_ids and not w.applicant_without_email)

    def action_refuse_reason_apply(self):
        """Keep, and refuse in the same step; interviewers refuse without the pool.

        Kept first: the mail that says so is the first line of their ledger.
        """
        if self.env.user.has_group("recruitment_pool.group_pool_user") and self.pool_category_ids:
            self.applicant_ids._keep_in_pool(self.pool_category_ids, self.refuse_reason_id.name)
        return super().action_refuse_reason_apply()

    def _prepare_send_refusal_mails(self):
        """Write down the mails of all in one go."""
        requests = []
        for applicant in self.applicant_ids.sudo():  # sudo: interviewers refuse people whom they do not see
            if applicant.pool_member_id:
                request = Request(
                    ref=applicant.id,
                    member_ids=applicant.pool_member_id._ids,
                    res_model=applicant._name,
                    res_id=applicant.id,
                    # That which the adoption of the past names: a refusal is written down once.
                    origin=(applicant._name, applicant.id),
                )
                requests.append(request)
        touches = self.env["recruitment.pool.gate"]._record(requests) if requests else {}
        wizard = self.with_context(pool_touch_ids={applicant_id: t.ids for applicant_id, t in touches.items()})
        return super(ApplicantGetRefuseReason, wizard)._prepare_send_refusal_mails()

    def _prepare_mail_values(self, applicant):
        """Tie the touch to the mail here: of the mail itself nothing says whose application it is about."""
        values = super()._prepare_mail_values(applicant)
        if touch_ids := self.env.context.get("pool_touch_ids", {}).get(applicant.id):
            # sudo: the ledger is shut; its line was made above, and what it is called is known only now
            self.env["recruitment.pool.touch"].sudo().browse(touch_ids).summary = values["subject"]
            values["pool_touch_keys"] = touch_ids
        return values

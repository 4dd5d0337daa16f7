from odoo import api, fields, models

# Documents that a contact may come from and that somebody reads; mails stand in the chatter.
LINKED_MODELS = ("mailing.mailing", "hr.applicant", "calendar.event", "event.event")


class RecruitmentPoolTouchMixin(models.AbstractModel):
    """What a line of the ledger shows besides its own columns."""

    _name = "recruitment.pool.touch.mixin"
    _description = "Links of Touches"

    has_origin = fields.Boolean(
        compute="_compute_has_origin",
        help="What the contact came from still exists, and you may open it.",
    )

    @api.depends("origin_model", "origin_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_has_origin(self):
        for model, touches in self.grouped("origin_model").items():
            documents = self.env["res.users"]
            if model in LINKED_MODELS and model in self.env:
                documents = self.env[model].browse(set(touches.mapped("origin_id"))).exists()._filtered_access("read")
            ids = set(documents.ids)
            for touch in touches:
                touch.has_origin = touch.origin_id in ids

    def action_open_origin(self):
        """Open the mailing, application or meeting that this contact came from."""
        self.ensure_one()
        if not self.has_origin:
            return False
        return {
            "type": "ir.actions.act_window",
            "res_model": self.origin_model,
            "res_id": self.origin_id,
            "view_mode": "form",
        }

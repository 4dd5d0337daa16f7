from odoo import models


class RecruitmentPoolCategory(models.Model):
    _inherit = "recruitment.pool.category"

    def action_write_to_category(self):
        """Open a new mailing to the people of these categories."""
        newsletter = self.env.ref("recruitment_pool.message_type_newsletter")
        return {
            "name": self.env._("Write to %(categories)s", categories=", ".join(self.mapped("name"))),
            "type": "ir.actions.act_window",
            "res_model": "mailing.mailing",
            "view_mode": "form",
            "context": {
                "default_mailing_type": "mail",
                "default_mailing_model_id": self.env["ir.model"]._get_id("recruitment.pool.member"),
                "default_pool_message_type_id": newsletter.id,
                "default_pool_category_ids": self.ids,
                "default_company_id": (self.company_id[:1] or self.env.company).id,
            },
        }

from odoo import api, models
from odoo.exceptions import UserError


class RecruitmentPoolCategory(models.Model):
    _inherit = "recruitment.pool.category"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_mailed(self):
        """A mailing that lost its only category would go to the whole pool."""
        # sudo: mailings of companies the user may not see too
        mailings = self.env["mailing.mailing"].sudo().with_context(active_test=False)
        mailing = mailings.search([("pool_category_ids", "in", self.ids)], limit=1)
        if mailing:
            raise UserError(
                self.env._(
                    "The mailing %(mailing)s goes, or went, to these people. Archive the category instead: it is "
                    "then offered no more.",
                    mailing=mailing.subject,
                )
            )

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
                "default_pool_company_id": (self.company_id[:1] or self.env.company).id,
            },
        }

from odoo import api, fields, models
from odoo.exceptions import UserError

# The fields by which other documents name the person.
MEMBER_PATHS = {"hr.applicant": "pool_member_id", "res.partner": "pool_member_ids"}
# The activities that an action may leave behind: an upload is nothing to remember somebody by.
STEP_DOMAIN = "[('res_model', 'in', (False, 'recruitment.pool.member')), ('category', '!=', 'upload_file')]"


class RecruitmentPoolActionMixin(models.AbstractModel):
    """One thing done to people: from a form, from a card, or to all those ticked in a list."""

    _name = "recruitment.pool.action.mixin"
    _inherit = ["recruitment.pool.input.mixin"]
    _description = "Action on Pool Members"

    member_ids = fields.Many2many(
        "recruitment.pool.member",
        string="People",
        default=lambda self: self._get_default_members(),
        context={"active_test": False},
    )

    @api.model
    def _get_default_members(self):
        """The people selected, or those of the applications or contacts selected."""
        model, ids = self.env.context.get("active_model"), self.env.context.get("active_ids") or []
        if model == "recruitment.pool.member":
            return self.env[model].browse(ids)
        if model not in MEMBER_PATHS:
            return self.env["recruitment.pool.member"]
        members = self.env[model].browse(ids)[MEMBER_PATHS[model]]
        if not members:
            raise UserError(self.env._("Nobody of this selection is in the pool: keep these people in the pool first."))
        return members

    def _get_people(self):
        """The people, whom the user may change.

        :raises UserError: nobody is selected
        :raises AccessError: somebody may not be changed by this user
        """
        self.ensure_one()
        if not self.member_ids:
            raise UserError(self.env._("Nobody is selected: choose at least one person."))
        self.member_ids.check_access("write")
        # Detached from the field, through which they would be read together only while it is in memory.
        return self.member_ids.browse(self.member_ids.ids)

    @api.model
    def _notify_done(self, message, tag="display_notification", **params):
        """Say what was done, close the form and show the list as it is now."""
        return {
            "type": "ir.actions.client",
            "tag": tag,
            "params": {
                "type": "success",
                "message": message,
                "next": {"type": "ir.actions.act_window_close"},
                **params,
            },
        }

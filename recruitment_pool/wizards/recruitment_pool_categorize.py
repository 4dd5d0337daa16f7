from odoo import api, fields, models
from odoo.exceptions import UserError


class RecruitmentPoolCategorize(models.TransientModel):
    """Put people into categories by hand, or take them out, and back again."""

    _name = "recruitment.pool.categorize"
    _inherit = ["recruitment.pool.action.mixin"]
    _description = "Add to or Remove from Categories"

    way = fields.Selection([("in", "Add"), ("out", "Remove")], required=True, default="in")
    present_ids = fields.Many2many("recruitment.pool.category", compute="_compute_present_ids")
    category_ids = fields.Many2many(
        "recruitment.pool.category",
        "recruitment_pool_categorize_category_rel",
        "wizard_id",
        "category_id",
        string="Categories",
        default=lambda self: self._get_default_categories(),
        domain="[('id', 'in', present_ids)] if way == 'out' else [('active', '=', True)]",
    )
    reason = fields.Char(help="Why these people belong there.")
    undo = fields.Json(readonly=True, copy=False)

    @api.depends("member_ids")
    def _compute_present_ids(self):
        for wizard in self:
            wizard.present_ids = wizard.member_ids.category_ids

    @api.model
    def _get_default_categories(self):
        """Where everybody is in one and the same category there is nothing to choose."""
        present = self.env.context.get("default_way") == "out" and self._get_default_members().category_ids
        return present if present and len(present) == 1 else False

    @api.model
    def _has_field_access(self, field, operation):
        """What is brought back is what was there, not what somebody sends."""
        is_remembered = field.name == "undo" and operation == "write" and not self.env.su
        return not is_remembered and super()._has_field_access(field, operation)

    def action_apply(self):
        people = self._get_people()
        if not self.category_ids:
            raise UserError(self.env._("No category is chosen: choose at least one."))
        days = {member: member.next_allowed_day for member in people}
        # sudo: the form remembers it itself, nobody else writes it
        self.sudo().undo = {"lines": people._remember_memberships(self.category_ids)}
        if self.way == "in":
            people._add_to_categories(self.category_ids, self.reason)
        else:
            people._remove_from_categories(self.category_ids)
        later = sum(bool(m.next_allowed_day and days[m]) and m.next_allowed_day > days[m] for m in people)
        return self._notify_done(self._say_done(later), "recruitment_pool_undo", undo=[self._name, self.id])

    def _say_done(self, later):
        values = {
            "count": len(self.member_ids),
            "people": self.member_ids._get_some_names(),
            "categories": ", ".join(self.category_ids.mapped("display_name")),
        }
        if self.way == "in":
            words = self.env._("%(people)s: added to %(categories)s.", **values)
        else:
            words = self.env._("%(people)s: removed from %(categories)s.", **values)
        if later:
            words += " " + self.env._("People who may be contacted later than before: %(count)s.", count=later)
        return words

    def action_undo(self):
        """Bring the memberships back as they were before ``action_apply``, once."""
        self.ensure_one()
        if self.undo:
            self._get_people()._restore_memberships(self.category_ids, self.undo["lines"])
            self.sudo().undo = False  # sudo: as above

from odoo import api, fields, models
from odoo.exceptions import UserError


class RecruitmentContactPolicy(models.Model):
    _name = "recruitment.contact.policy"
    _description = "Contact Policy"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty: all companies may use this policy.")
    rule_ids = fields.One2many("recruitment.contact.policy.rule", "policy_id", string="Rules", copy=True)
    keep_warm_days = fields.Integer(
        string="Keep Warm (days)",
        help="A person should hear from us personally, or we from them, at least once in "
        "this number of days. 0: nobody becomes overdue.",
    )
    is_never = fields.Boolean(
        string="Never Contact",
        help="No solicitation at all for the people under this policy.",
    )
    category_ids = fields.One2many("recruitment.pool.category", "policy_id", string="Categories")
    sentence = fields.Char(string="In Words", compute="_compute_sentence", help="What this policy says, in words.")

    _keep_warm_days_positive = models.Constraint(
        "CHECK(keep_warm_days BETWEEN 0 AND 3650)",
        "A keep-warm delay lies between 0 (none) and 3650 days.",
    )

    @api.depends(
        "rule_ids.touch_limit",
        "rule_ids.window_days",
        "rule_ids.channel_id",
        "keep_warm_days",
        "is_never",
    )
    def _compute_sentence(self):
        for policy in self:
            parts = [rule.display_name for rule in policy.rule_ids]
            if policy.is_never:
                parts = [self.env._("never contacted")]
            if policy.keep_warm_days:
                parts.append(
                    self.env._(
                        "a personal contact at least every %(days)s days",
                        days=policy.keep_warm_days,
                    )
                )
            policy.sentence = ", ".join(parts) or self.env._("no rule")

    def write(self, vals):
        if vals.get("active") is False:
            self._check_unused()
        result = super().write(vals)
        if vals.keys() & {"keep_warm_days", "is_never", "rule_ids"}:
            self._fold_people()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self._check_unused()

    def _check_unused(self):
        """A policy that disappears under people would free them all at once."""
        # sudo: companies and categories the user may not see can use the policy too
        policies = self.sudo()
        companies = policies.env["res.company"].search(
            [
                "|",
                ("pool_ceiling_policy_id", "in", self.ids),
                ("pool_default_policy_id", "in", self.ids),
            ],
            limit=1,
        )
        category = policies.with_context(active_test=False).category_ids[:1]
        if companies or category:
            raise UserError(
                self.env._(
                    "This policy is in use (%(user)s): people would lose its rules. "
                    "Give its users another policy first.",
                    user=companies.name or category.name,
                )
            )

    def _fold_people(self):
        """Fold everybody whom a change of these policies concerns."""
        if not self:
            return
        companies = self.env["res.company"].sudo()  # sudo: settings of every company
        is_basis = companies.search_count(
            [
                "|",
                ("pool_ceiling_policy_id", "in", self.ids),
                ("pool_default_policy_id", "in", self.ids),
            ],
            limit=1,
        )
        if is_basis:
            self.env["recruitment.pool.member"]._fold_all()
        else:
            self.sudo().category_ids._fold_people()  # sudo: categories of every company

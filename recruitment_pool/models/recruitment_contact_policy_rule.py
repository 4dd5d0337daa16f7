from odoo import api, fields, models

LARGEST_LIMIT = 1000  # contacts
LONGEST_DAYS = 3650


class RecruitmentContactPolicyRule(models.Model):
    _name = "recruitment.contact.policy.rule"
    _inherit = ["recruitment.pool.input.mixin"]
    _description = "Contact Policy Rule"
    _order = "policy_id, window_days, touch_limit, id"

    policy_id = fields.Many2one("recruitment.contact.policy", required=True, ondelete="cascade", index=True)
    touch_limit = fields.Integer(
        string="At Most",
        required=True,
        default=1,
        help="Number of contacts that any period of the given length may contain.",
    )
    window_days = fields.Integer(
        string="In Days",
        required=True,
        default=28,
        help="Length of the period in days. 1 contact in 7 days: a contact on Tuesday "
        "allows the next one on the following Tuesday.",
    )
    channel_id = fields.Many2one(
        "recruitment.contact.channel",
        ondelete="restrict",
        help="Empty: contacts through all channels count together.",
    )

    _touch_limit_range = models.Constraint(
        f"CHECK(touch_limit BETWEEN 1 AND {LARGEST_LIMIT})",
        "A rule allows between 1 and 1000 contacts. To forbid all, tick 'Never Contact' "
        "on the policy; for no limit, remove the rule.",
    )
    _window_days_range = models.Constraint(
        f"CHECK(window_days BETWEEN 1 AND {LONGEST_DAYS})",
        "The period of a rule lies between 1 and 3650 days. For no limit, remove the rule.",
    )

    @api.depends("touch_limit", "window_days", "channel_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for rule in self:
            rule.display_name = self._get_words(rule.touch_limit, rule.window_days, rule.channel_id)

    @api.model
    def _get_words(self, touch_limit, window_days, channel):
        """Say a rule in words: '1 contact in 28 days', with the channel if it has one."""
        values = {"limit": touch_limit, "days": window_days}
        if touch_limit == window_days == 1:
            words = self.env._("at most 1 message a day")
        elif window_days == 1:
            words = self.env._("at most %(limit)s messages a day", **values)
        elif touch_limit == 1:
            words = self.env._("at most 1 message in %(days)s days", **values)
        else:
            words = self.env._("at most %(limit)s messages in %(days)s days", **values)
        return f"{words} ({channel.name})" if channel else words

    def _say_in_policy(self):
        """The rule as a policy says it: 'at least 28 days apart', 'at most 13 messages a year'."""
        self.ensure_one()
        limit, days = self.touch_limit, self.window_days
        if limit == 1 and days > 1:
            words = self.env._("at least %(days)s days apart", days=days)
        elif days == 365:
            words = self.env._("at most %(limit)s messages a year", limit=limit)
        else:
            return self.display_name
        return f"{words} ({self.channel_id.name})" if self.channel_id else words

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        rules.policy_id._fold_people()
        return rules

    def write(self, vals):
        policies = self.policy_id
        result = super().write(vals)
        if "policy_id" in vals:
            self.check_access("write")  # Odoo asked about the rule as it was
        (policies | self.policy_id)._fold_people()
        return result

    def unlink(self):
        policies = self.policy_id
        result = super().unlink()
        policies.exists()._fold_people()
        return result

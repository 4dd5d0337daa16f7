from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .. import cadence_sql, policy_sql
from .recruitment_contact_policy_rule import LARGEST_LIMIT, LONGEST_DAYS


class RecruitmentContactPolicy(models.Model):
    _name = "recruitment.contact.policy"
    _inherit = ["recruitment.pool.input.mixin"]
    _description = "Contact Policy"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", index=True, ondelete="restrict", help="Empty: all companies may use this policy."
    )
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

    effect = fields.Json(
        string="If Saved",
        compute="_compute_effect",
        help="How the next possible day of people moves by what was changed here.",
    )

    _keep_warm_days_positive = models.Constraint(
        f"CHECK(keep_warm_days BETWEEN 0 AND {LONGEST_DAYS})",
        "A keep-warm delay lies between 0 (none) and 3650 days.",
    )

    @api.depends(
        "rule_ids.touch_limit",
        "rule_ids.window_days",
        "rule_ids.channel_id",
        "keep_warm_days",
        "is_never",
    )
    @api.depends_context("lang")
    def _compute_sentence(self):
        for policy in self:
            parts = [rule._say_in_policy() for rule in policy.rule_ids]
            if policy.is_never:
                parts = [self.env._("never contacted")]
            if policy.keep_warm_days == 1:
                parts.append(self.env._("a contact every day"))
            elif policy.keep_warm_days:
                parts.append(self.env._("a contact at least every %(days)s days", days=policy.keep_warm_days))
            policy.sentence = ", ".join(parts) or self.env._("no rule")

    @api.depends(
        "rule_ids.touch_limit",
        "rule_ids.window_days",
        "rule_ids.channel_id",
        "keep_warm_days",
        "is_never",
    )
    @api.depends_context("lang")
    def _compute_effect(self):
        for policy in self:
            policy.effect = {"lines": policy._preview_effect()}

    def _to_draft(self):
        """What ``policy_sql.effective_policies`` needs to suppose this policy, saved or not."""
        self.ensure_one()
        rules = [
            (rule.touch_limit, rule.window_days, rule.channel_id._origin.id or None)
            for rule in self.rule_ids
            if 1 <= rule.touch_limit <= LARGEST_LIMIT
            and 1 <= rule.window_days <= LONGEST_DAYS  # others cannot be saved
        ]
        return {
            "id": self._origin.id,
            "rules": sorted(rules, key=str),
            "keep_warm": min(max(self.keep_warm_days, 0), LONGEST_DAYS),
            "never": self.is_never,
        }

    def _preview_effect(self):
        """How many people change, and how, if this were saved; nothing is written.

        :return: lines of the ``pool_preview`` widget, none where nothing was changed
        """
        draft = self._to_draft()
        if not self._origin or draft == self._origin._to_draft():
            return []
        self.env.flush_all()
        moved = {"later": [], "earlier": [], "never": [], "again": [], "same": []}
        ids = self._origin._get_people_ids()
        statement = cadence_sql.preview_policy(ids, self.env.cr.now(), "email", draft)
        for member_id, change in self.env["recruitment.pool.member"]._query_pool(ids, statement):
            moved[change].append(member_id)
        words = {
            "later": lambda count: self.env._("Later than now: %(count)s", count=count),
            "earlier": lambda count: self.env._("Earlier than now: %(count)s", count=count),
            "never": lambda count: self.env._("No longer contacted: %(count)s", count=count),
            "again": lambda count: self.env._("Contacted again: %(count)s", count=count),
            "same": lambda count: self.env._("Next possible day as now: %(count)s", count=count),
        }
        prepare = self.env["recruitment.pool.preview.mixin"]._prepare_preview_line
        return [prepare(people, words[change]) for change, people in moved.items() if people or change != "again"]

    def action_view_versions(self):
        """The versions in which a rule of this policy occurs, as it is or was."""
        self.ensure_one()
        self.env.flush_all()
        rows = self.env.execute_query(policy_sql.versions_with_rules(self.rule_ids.ids))
        return {
            "name": self.env._("Versions"),
            "type": "ir.actions.act_window",
            "res_model": "recruitment.policy.snapshot",
            "view_mode": "list",
            "domain": [("id", "in", [version_id for (version_id,) in rows])],
            "help": Markup('<p class="o_view_nocontent_smiling_face">%s</p>')
            % self.env._("No version yet: the first comes with the first person under this policy"),
        }

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
        companies = policies.env["res.company"].search(policies._get_basis_domain(), limit=1)
        category = policies.with_context(active_test=False).category_ids[:1]
        if companies or category:
            raise UserError(
                self.env._(
                    "This policy is in use (%(user)s): people would lose its rules. "
                    "Give its users another policy first.",
                    user=companies.name or category.name,
                )
            )

    def _get_basis_domain(self):
        """Companies whose ceiling or default policy is one of these: it holds for all their people."""
        return Domain("pool_ceiling_policy_id", "in", self.ids) | Domain("pool_default_policy_id", "in", self.ids)

    def _get_people_ids(self):
        """Ids of everybody whom a change of these policies concerns; None for the whole pool."""
        # sudo: settings and categories of every company
        policies = self.sudo()
        is_basis = policies.env["res.company"].search_count(policies._get_basis_domain(), limit=1)
        return None if is_basis else policies.category_ids._get_people_below().ids

    def _fold_people(self):
        if self:
            ids = self._get_people_ids()
            if ids is None or ids:
                self.env["recruitment.pool.member"]._fold_ids(ids)

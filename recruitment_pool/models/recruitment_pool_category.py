from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from .. import figures_sql, pool_sql


class RecruitmentPoolCategory(models.Model):
    _name = "recruitment.pool.category"
    _description = "Pool Category"
    _inherit = [
        "recruitment.pool.input.mixin",
        "recruitment.pool.criteria.mixin",
        "recruitment.pool.category.figures",
        "recruitment.pool.category.overview",
        "recruitment.pool.category.starter",
    ]
    _parent_store = True
    _parent_name = "parent_id"
    _rec_name = "complete_name"
    _order = "complete_name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    complete_name = fields.Char(compute="_compute_complete_name", search="_search_complete_name", recursive=True)
    active = fields.Boolean(default=True)
    color = fields.Integer()
    company_id = fields.Many2one(
        "res.company",
        index=True,
        ondelete="restrict",
        default=lambda self: not self.env.company.pool_is_shared and self.env.company,
        help="Empty: the category is shared by all companies.",
    )
    parent_id = fields.Many2one("recruitment.pool.category", index=True, ondelete="restrict", check_company=True)
    child_ids = fields.One2many("recruitment.pool.category", "parent_id")
    parent_path = fields.Char(index=True)
    audience = fields.Selection(
        [("candidate", "Candidates"), ("prescriber", "Prescribers")],
        required=True,
        default="candidate",
    )
    is_key = fields.Boolean(string="Key People", help="These people receive the privilege invitations.")
    takes_precedence = fields.Boolean(
        compute="_compute_takes_precedence",
        store=True,
        readonly=False,
        precompute=True,
        help="Where a person is in several categories, only the policies of those that "
        "take precedence apply (the ceiling always does).",
    )
    policy_id = fields.Many2one(
        "recruitment.contact.policy",
        string="Contact Policy",
        index=True,
        ondelete="restrict",
        check_company=True,
        help="How often the people of this category may and must be contacted. Empty: "
        "the policy of the nearest parent category that has one.",
    )
    message_type_ids = fields.Many2many(
        "recruitment.message.type",
        "pool_category_message_type_rel",
        "category_id",
        "message_type_id",
        string="Foreseen Message Types",
        ondelete="restrict",  # empty would foresee everything
        help="Empty: every type is foreseen.",
    )
    channel_ids = fields.Many2many(
        "recruitment.contact.channel",
        "pool_category_channel_rel",
        "category_id",
        "channel_id",
        string="Foreseen Channels",
        ondelete="restrict",  # empty would foresee everything
        help="Empty: every channel is foreseen.",
    )
    membership_ids = fields.One2many("recruitment.pool.membership", "category_id")
    event_ids = fields.One2many("recruitment.pool.membership.event", "category_id", string="History")

    @api.depends("name", "parent_id.complete_name")
    @api.depends_context("lang")
    def _compute_complete_name(self):
        for category in self:
            parent = category.parent_id
            category.complete_name = f"{parent.complete_name} / {category.name}" if parent else category.name

    @api.model
    def _search_complete_name(self, operator, value):
        return Domain.custom(
            to_sql=lambda model, alias, query: self._fields["complete_name"].condition_to_sql(
                "complete_name", operator, value, model, alias, query
            ),
            predicate=self._fields["complete_name"].filter_function(self, "complete_name", operator, value),
        )

    def _field_to_sql(self, alias, field_expr, query=None):
        """Search, order and group by the names as the user reads them: each language has its own order."""
        if field_expr != "complete_name":
            return super()._field_to_sql(alias, field_expr, query)
        ancestor_name = super()._field_to_sql("ancestor", "name")
        return pool_sql.complete_name(alias, "ancestor", ancestor_name)

    @api.depends("is_key")
    def _compute_takes_precedence(self):
        for category in self:
            category.takes_precedence = category.is_key

    @api.model
    def name_create(self, name):
        """What is typed is the name of the category itself."""
        category = self.create({"name": name})
        return category.id, category.display_name

    @api.model_create_multi
    def create(self, vals_list):
        categories = super().create(vals_list)
        # sudo: criteria are evaluated alike whoever writes them
        categories.filtered("criteria_domain").sudo()._evaluate_criteria()
        return categories

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"criteria_domain", "company_id"} or vals.get("active"):
            self.sudo()._evaluate_criteria()  # sudo: as in create
        if vals.keys() & {
            "active",
            "company_id",
            "parent_id",
            "policy_id",
            "is_key",
            "takes_precedence",
            "message_type_ids",
            "channel_ids",
        }:
            self._fold_people()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_people(self):
        # sudo: members of companies the user may not see keep the category too
        used = self.sudo().filtered("membership_ids")[:1]
        if used:
            raise ValidationError(
                self.env._(
                    "%(category)s still has people, who would lose their policy. "
                    "Archive the category, or move its people first.",
                    category=used.complete_name,
                )
            )

    def _get_people_below(self):
        """The people of these categories and of those below, which may inherit the policy."""
        # sudo: everybody concerned, also those of companies the user may not see
        categories = self.sudo().with_context(active_test=False)
        return categories.search([("id", "child_of", self.ids)]).membership_ids.member_id

    def _fold_people(self):
        if self:
            self._get_people_below()._fold()

    def action_view_members(self):
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("recruitment_pool.recruitment_pool_member_action"),
            "domain": [("category_ids", "child_of", self.ids)],
            "context": {"default_category_ids": self.ids},
        }

    def action_view_contactable(self):
        """The people who may be contacted today, as ``contactable_count`` has them."""
        action = self.action_view_members()
        rows = self._query_people(figures_sql.category_contactable)
        domain = [("id", "in", [member_id for (member_id,) in rows])]
        return {**action, "domain": domain, "name": self.env._("May be contacted today")}

    def action_view_events(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "recruitment.pool.membership.event",
            "view_mode": "list",
            "domain": [("category_id", "=", self.id)],
            "name": self.env._("Who joined, who left"),
            "help": Markup('<p class="o_view_nocontent_smiling_face">%s</p>')
            % self.env._("Nobody has joined or left yet"),
        }

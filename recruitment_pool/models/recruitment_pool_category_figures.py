import json
from datetime import timedelta

from odoo import api, fields, models

from .. import figures_sql

WEEKS = 13  # of the last 90 days, the oldest with six days


class RecruitmentPoolCategoryFigures(models.AbstractModel):
    """What a category shows of its people, in a constant number of queries for any number of categories."""

    _name = "recruitment.pool.category.figures"
    _description = "Figures of Pool Categories"

    member_count = fields.Integer(
        string="People",
        compute="_compute_figures",
        help="People who are in this category or one below it today.",
    )
    contactable_count = fields.Integer(
        string="To Contact Today",
        compute="_compute_figures",
        help="People of this category who may be contacted by e-mail today, as last calculated.",
    )
    pressure_mean = fields.Float(
        string="Contacts per Person",
        compute="_compute_figures",
        digits=(16, 1),
        help="Counted contacts of the last 90 days, mean over the people of the category.",
    )
    pressure_max = fields.Integer(
        string="Most for One Person",
        compute="_compute_figures",
        help="Counted contacts of the last 90 days of the person who had most of them.",
    )
    pressure_graph = fields.Text(string="Contacts by Week", compute="_compute_pressure_graph")
    policy_sentence = fields.Char(
        string="Policy in Words",
        compute="_compute_policy_sentence",
        help="What applies to people who are in this category only, beside the ceiling of the company.",
    )

    @api.depends("membership_ids.is_current", "child_ids.membership_ids.is_current")
    @api.depends_context("allowed_company_ids", "uid")
    def _compute_figures(self):
        rows = {row[0]: row[1:] for row in self._query_people(figures_sql.category_figures)}
        for category in self:
            people, contactable, mean, most = rows.get(category._origin.id, (0, 0, 0.0, 0))
            category.member_count = people
            category.contactable_count = contactable
            category.pressure_mean = mean
            category.pressure_max = most

    @api.depends_context("allowed_company_ids", "uid", "lang")
    def _compute_pressure_graph(self):
        """JSON of Odoo's ``dashboard_graph`` widget: counted contacts by week, named by its first day."""
        weeks = {
            (category_id, week): count for category_id, week, count in self._query_people(figures_sql.category_weeks)
        }
        title = self.env._("Counted contacts by week")
        days = [fields.Date.context_today(self) - timedelta(days=7 * week + 6) for week in range(WEEKS)]
        for category in self:
            values = [
                {
                    "label": self.env["recruitment.pool.member"]._say_day(days[week], is_short=True),
                    "value": weeks.get((category._origin.id, week), 0),
                    "type": "past" if week else "future",
                }
                for week in reversed(range(WEEKS))
            ]
            category.pressure_graph = json.dumps([{"values": values, "title": title, "key": title}])

    def _query_people(self, statement):
        """Rows of a statement on these categories and the people whom the user may see."""
        ids = self._origin.ids
        if not ids:
            return []
        self.env.flush_all()
        visible = self.env["recruitment.pool.member"]._search([])
        return self.env.execute_query(statement(ids, visible.subselect(), self.env.cr.now()))

    @api.depends("policy_id.sentence", "parent_id", "company_id")
    @api.depends_context("lang")
    def _compute_policy_sentence(self):
        # One read for all ancestors: parents would be read level by level.
        self.browse({int(id_) for category in self for id_ in (category.parent_path or "").split("/") if id_}).fetch(
            ["policy_id", "parent_id"]
        )
        for category in self:
            holder = category
            while holder and not holder.policy_id:
                holder = holder.parent_id
            company = category.company_id or self.env.company
            # sudo: the sentence of the policy that applies, whose company the user may not see
            default = company.sudo().pool_default_policy_id
            if holder == category:
                category.policy_sentence = holder.policy_id.sentence
            elif holder:
                category.policy_sentence = self.env._(
                    "As %(parent)s: %(policy)s", parent=holder.name, policy=holder.policy_id.sentence
                )
            else:
                category.policy_sentence = self.env._(
                    "The company's default: %(policy)s", policy=default.sentence or self.env._("no rule")
                )

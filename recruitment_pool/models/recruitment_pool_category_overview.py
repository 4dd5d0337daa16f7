from odoo import api, fields, models

from .. import facts_sql

# Figures of the overview, in their order: field of a category, filter of people.
FIGURES = {
    "ready_count": "filter_now",
    "overdue_count": "filter_overdue",
    "live_count": "filter_live",
    "never_count": "filter_never_contacted",
    "warm_count": "filter_warm",
}


class RecruitmentPoolCategoryOverview(models.AbstractModel):
    """The recruiter's first page: how people stand, in all and by category, in a constant number of queries."""

    _name = "recruitment.pool.category.overview"
    _description = "Overview of the Pool"

    people_count = fields.Integer(string="All People", compute="_compute_overview")
    ready_count = fields.Integer(
        string="Contactable Today",
        compute="_compute_overview",
        help="People of this category whom the cadence allows to be contacted by e-mail today.",
    )
    overdue_count = fields.Integer(
        string="To Contact Again",
        compute="_compute_overview",
        help="People of whom a personal contact was due.",
    )
    live_count = fields.Integer(
        string="In a Process",
        compute="_compute_overview",
        help="People with an application under way, hired, or refused lately.",
    )
    never_count = fields.Integer(
        string="Never Contacted",
        compute="_compute_overview",
        help="People with whom no contact took place, in either direction.",
    )
    warm_count = fields.Integer(
        string="Kept Warm",
        compute="_compute_overview",
        help="People with a personal contact as recent as their policies ask.",
    )

    # Of everybody, so the same for each category: read with their figures, by one statement.
    pool_totals = fields.Json(compute="_compute_overview")

    @api.depends("membership_ids.is_current", "child_ids.membership_ids.is_current")
    @api.depends_context("allowed_company_ids", "lang", "uid")
    def _compute_overview(self):
        rows = self._get_overview_rows()
        self.pool_totals = self._prepare_totals(rows)
        for category in self:
            people, *figures = rows.get(category._origin.id, [0] * (1 + len(FIGURES)))
            category.people_count = people
            for name, figure in zip(FIGURES, figures, strict=True):
                category[name] = figure

    def _get_overview_rows(self):
        """{category id, and None for everybody: [people, then the figures of ``FIGURES``]}."""
        Member = self.env["recruitment.pool.member"]
        self.env.flush_all()
        statement = facts_sql.overview(
            self._origin.ids,
            Member._search([]).subselect(),
            self.env["recruitment.pool.membership"]._get_current_query(),
            self.env.cr.now(),
        )
        return {row[0]: row[1:] for row in Member._query_pool(None, statement)}

    @api.model
    def get_pool_overview(self):
        """What stands above the categories where there are none to read it with; see ``_prepare_totals``."""
        return self._prepare_totals(self.browse()._get_overview_rows())

    @api.model
    def _prepare_totals(self, rows):
        """One figure of the whole pool a line, with the filter that shows its people.

        :param rows: of ``_get_overview_rows``
        :return: [{"label", "help", "value", "filter"}]
        """
        people, *figures = rows.get(None, [0] * (1 + len(FIGURES)))
        names = self.fields_get(FIGURES, ["string", "help"])
        everybody = {"label": self.env._("People in the pool"), "help": "", "value": people, "filter": False}
        return [everybody] + [
            {"label": names[name]["string"], "help": names[name]["help"], "value": value, "filter": filter_name}
            for (name, filter_name), value in zip(FIGURES.items(), figures, strict=True)
        ]

    def action_view_figure(self):
        """The people of this category behind the figure that the context names."""
        self.ensure_one()
        action = {**self.action_view_members(), "name": self.name}
        name = self.env.context.get("pool_figure")
        if name in FIGURES:
            action["context"] = {**action["context"], f"search_default_{FIGURES[name]}": 1}
        return action

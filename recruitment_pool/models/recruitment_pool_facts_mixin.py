from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .. import facts_sql

FACT_FIELDS = {"last_contact_day": "contact", "last_inbound_day": "inbound", "is_warm": "is_warm"}


def _search_fact(name):
    """Search method of a field of ``FACT_FIELDS``: the ORM's own condition on the joined column."""

    def search(self, operator, value):
        field = self._fields[name]
        if operator not in ("in", "<", ">", "<=", ">="):
            return NotImplemented
        return Domain.custom(
            to_sql=lambda model, alias, query: field.condition_to_sql(name, operator, value, model, alias, query),
            predicate=field.filter_function(self, name, operator, value),
        )

    return search


class RecruitmentPoolFactsMixin(models.AbstractModel):
    """What the ledger says of people, to search and to group by."""

    _name = "recruitment.pool.facts.mixin"
    _description = "Facts of the Ledger on Pool Members"

    last_contact_day = fields.Date(
        string="Last Contact", compute="_compute_facts", search=_search_fact("last_contact_day")
    )
    last_inbound_day = fields.Date(
        string="Last Heard From",
        compute="_compute_facts",
        search=_search_fact("last_inbound_day"),
        help="Last sign of life of the person: an answer, an application, a registration.",
    )
    is_warm = fields.Boolean(
        string="Kept Warm",
        compute="_compute_facts",
        search=_search_fact("is_warm"),
        help="The last personal contact is as recent as the policies of the person ask.",
    )

    @api.depends(
        "policy_snapshot_id", "touch_ids.state", "touch_ids.day", "is_opted_out", "is_restricted", "is_erased",
    )  # fmt: skip
    def _compute_facts(self):
        rows = {row[0]: row[1:] for row in self._get_fact_rows(self._origin.ids)}
        for member in self:
            facts = rows.get(member._origin.id, (False, False, False))
            member.last_contact_day, member.last_inbound_day, member.is_warm = facts

    @api.model
    def _get_fact_rows(self, member_ids):
        """(id, last contact, last sign of life, whether warm) of these people, of the whole pool when None."""
        if member_ids is not None and not member_ids:
            return []
        self.env.flush_all()
        return self._query_pool(member_ids, facts_sql.contact_facts(member_ids, self.env.cr.now()))

    def _field_to_sql(self, alias, field_expr, query=None):
        """Search, group and order by the facts of the whole pool."""
        column = FACT_FIELDS.get(field_expr)
        if not column or query is None:
            return super()._field_to_sql(alias, field_expr, query)
        facts = self._join_whole_pool(
            alias, query, "contact_facts", facts_sql.FACT_COLUMNS, lambda: self._get_fact_rows(None)
        )
        return SQL.identifier(facts, column)

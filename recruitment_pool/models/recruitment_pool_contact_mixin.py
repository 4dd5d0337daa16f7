from babel.dates import format_skeleton

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, babel_locale_parse, format_date, get_lang

from .. import cadence_sql, pool_sql

# In the order in which a recruiter wants to see them.
CONTACT_STATES = [
    ("overdue", "To contact again"),
    ("now", "May be contacted"),
    ("later", "From a day on"),
    ("live", "In a process"),
    ("must_not", "Must not be contacted"),
]
STATE_FIELDS = {"contact_state": "state", "contact_day": "day"}


class RecruitmentPoolContactMixin(models.AbstractModel):
    """How a person stands today, as lists, cards and filters show it."""

    _name = "recruitment.pool.contact.mixin"
    _description = "Contacts of Pool Members"

    contact_state = fields.Selection(
        CONTACT_STATES,
        compute="_compute_contact_state",
        search="_search_contact_state",
        group_expand=True,
        help="How the person stands today, by e-mail: as the cadence would decide now.",
    )
    contact_day = fields.Date(
        string="Since or From",
        compute="_compute_contact_state",
        help="Day from which a contact is possible, or since which one is due.",
    )
    contact_words = fields.Char(string="Contact State in Words", compute="_compute_contact_state")
    last_touch_id = fields.Many2one(
        "recruitment.pool.touch",
        compute="_compute_last_touch_id",
        groups="recruitment_pool.group_pool_user",  # its words are recruiters'
    )

    @api.depends(
        "policy_snapshot_id", "touch_ids.state", "touch_ids.day", "paused_until", "is_opted_out", "is_restricted",
        "is_erased",
    )  # fmt: skip
    @api.depends_context("lang")
    def _compute_contact_state(self):
        states = {member_id: (state, day) for member_id, state, day in self._get_contact_rows(self._origin.ids)}
        for member in self:
            member.contact_state, member.contact_day = states.get(member._origin.id, (False, False))
            member.contact_words = member._get_contact_words()

    @api.model
    def _get_contact_rows(self, member_ids):
        """(id, state, day) of these people, of the whole pool when None: one statement."""
        if member_ids is not None and not member_ids:
            return []
        self.env.flush_all()
        return self._query_pool(member_ids, cadence_sql.contact_states(member_ids, self.env.cr.now(), "email"))

    def _get_contact_words(self):
        """The state with its day, short enough for a badge."""
        if not self.contact_day:
            return dict(self._fields["contact_state"]._description_selection(self.env)).get(self.contact_state, False)
        day = self._say_day(self.contact_day, is_short=True)
        if self.contact_state == "overdue":
            return self.env._("To contact again (%(day)s)", day=day)
        return self.env._("From %(day)s", day=day)

    @api.model
    def _say_day(self, day, is_short=False):
        """A day as one says it in the user's language, with the year where it is not this one."""
        if day.year != fields.Date.context_today(self).year:
            return format_date(self.env, day, date_format="medium" if is_short else "long")
        locale = babel_locale_parse(get_lang(self.env).code)
        return format_skeleton("MMMd" if is_short else "MMMMd", day, locale=locale)

    @api.model
    def _search_contact_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s = ANY(%s)", model._field_to_sql(alias, "contact_state", query), list(value)
            ),
            predicate=lambda member: member.contact_state in value,
        )

    def _field_to_sql(self, alias, field_expr, query=None):
        """Search, group and order by the states of the whole pool."""
        column = STATE_FIELDS.get(field_expr)
        if not column or query is None:
            return super()._field_to_sql(alias, field_expr, query)
        states = self._join_whole_pool(
            alias, query, "contact_states", cadence_sql.STATE_COLUMNS, lambda: self._get_contact_rows(None)
        )
        return SQL.identifier(states, column)

    @api.model
    def _join_whole_pool(self, alias, query, name, columns, read):
        """Join rows on the whole pool, worked out once a query.

        :param columns: {name: PostgreSQL type}, ``id`` being the person
        :param read: function that gives the rows
        :return: the alias of the joined table
        """
        table = query.make_alias(alias, name)
        if table not in query._joins:
            query.add_join(
                "LEFT JOIN",
                table,
                pool_sql.rows_table([] if query.is_empty() else read(), columns),
                SQL("%s = %s", SQL.identifier(table, "id"), SQL.identifier(alias, "id")),
            )
        return table

    @api.depends("touch_ids.state", "touch_ids.day")
    def _compute_last_touch_id(self):
        self.env.flush_all()
        rows = self._origin.ids and self.env.execute_query(pool_sql.last_touches(self._origin.ids, self.env.cr.now()))
        touches = dict(rows or ())
        for member in self:
            member.last_touch_id = touches.get(member._origin.id, False)

    def action_log_contact(self):
        """Open the form in which a contact is written down."""
        return {
            "name": self.env._("Log a Contact"),
            "type": "ir.actions.act_window",
            "res_model": "recruitment.pool.log.contact",
            "view_mode": "form",
            "target": "new",
            "context": {"default_member_ids": self.ids},
        }

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .. import pool_sql


class RecruitmentPoolMembership(models.Model):
    _name = "recruitment.pool.membership"
    _inherit = ["recruitment.pool.input.mixin"]
    _description = "Pool Membership"
    _order = "since desc, id desc"
    _check_company_auto = True

    member_id = fields.Many2one(
        "recruitment.pool.member",
        required=True,
        ondelete="cascade",
        index=True,
        check_company=True,
    )
    category_id = fields.Many2one(
        "recruitment.pool.category",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    company_id = fields.Many2one(related="member_id.company_id", store=True, index="btree_not_null")
    effective_tz = fields.Char(related="member_id.effective_tz")
    since = fields.Date(
        required=True,
        compute="_compute_since",
        store=True,
        readonly=False,
        precompute=True,
        help="First day in the category, where the person lives.",
    )
    until = fields.Date(help="Last day in the category. Empty: no end.")
    manual = fields.Selection(
        [("in", "Put in"), ("out", "Kept out")],
        default="in",
        help="Decided by hand: put in, or kept out whatever the criteria say. Empty: by the criteria.",
    )
    reason = fields.Char(
        groups="recruitment_pool.group_pool_user",
        help="Why the person is, or is not, in the category.",
    )
    is_current = fields.Boolean(compute="_compute_is_current", search="_search_is_current")

    _member_category_uniq = models.Constraint(
        "UNIQUE(member_id, category_id)",
        "This person has a line for this category already: change that one.",
    )
    _dates_in_order = models.Constraint(
        "CHECK(until IS NULL OR until >= since)",
        "A membership ends after it begins: check the two dates.",
    )

    @api.depends("member_id")
    def _compute_since(self):
        for membership in self:
            membership.since = membership.since or membership.member_id._get_today()

    @api.depends("since", "until", "manual", "effective_tz")
    def _compute_is_current(self):
        for membership in self:
            today = membership.member_id._get_today()
            membership.is_current = (
                membership.manual != "out"
                and bool(membership.since)
                and membership.since <= today
                and (not membership.until or membership.until >= today)
            )

    @api.model
    def _search_is_current(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._get_current_domain() if True in value else ~self._get_current_domain()

    @api.model
    def _get_current_domain(self):
        """The domain twin of ``_compute_is_current``."""

        def to_sql(model, alias, query):
            zone = model._field_to_sql(alias, "effective_tz", query)
            return pool_sql.is_current(pool_sql.civil_day(model.env.cr.now(), zone), alias)

        return Domain.custom(to_sql=to_sql, predicate=lambda membership: membership.is_current)

    @api.model
    def _get_current_query(self):
        """The memberships of today in categories that the user sees, as a sub-select (member_id, category_id)."""
        query = self._search(Domain("category_id", "any", []) & self._get_current_domain())
        return query.subselect(SQL.identifier(query.table, "member_id"), SQL.identifier(query.table, "category_id"))

    @api.model_create_multi
    def create(self, vals_list):
        memberships = super().create(vals_list)
        memberships._log_changes({})
        memberships.member_id._fold()
        return memberships

    def write(self, vals):
        members = self.member_id
        before = self._get_current_pairs()
        result = super().write(vals)
        if "member_id" in vals:
            self.check_access("write")  # Odoo asked about the line as it was
        self._log_changes(before)
        if vals.keys() - {"reason"}:
            (members | self.member_id)._fold()
        return result

    def unlink(self):
        members = self.member_id
        # Not why the person was in.
        reason = self.env.context.get("pool_leave_reason") or self.env._("Taken out by hand")
        self._log("leave", self._get_current_pairs(), reason)
        result = super().unlink()
        members.exists()._fold()
        return result

    def _leave(self):
        """Take people out by hand: kept out where the criteria would bring them back at night."""
        by_criteria = self.filtered("category_id.criteria_domain")
        by_criteria.write({"manual": "out", "until": False, "reason": self.env._("Taken out by hand")})
        (self - by_criteria).unlink()

    # History

    def _get_current_pairs(self):
        """{membership: (member id, category id)} of those in force today."""
        return {m: (m.member_id.id, m.category_id.id) for m in self.filtered("is_current")}

    def _log_changes(self, before):
        """Keep who joined and who left since ``before``, as ``_get_current_pairs`` gave it."""
        after = self._get_current_pairs()
        self._log("leave", {m: pair for m, pair in before.items() if after.get(m) != pair})
        self._log("join", {m: pair for m, pair in after.items() if before.get(m) != pair})

    @api.model
    def _log(self, kind, pairs, reason=None):
        # sudo: nobody writes the history by hand
        self.env["recruitment.pool.membership.event"].sudo().create(
            [
                {
                    "member_id": member_id,
                    "category_id": category_id,
                    "at": self.env.cr.now(),
                    "kind": kind,
                    "is_by_criteria": not membership.manual,
                    "user_id": self.env.uid,
                    "reason": reason or membership.reason,
                }
                for membership, (member_id, category_id) in pairs.items()
            ]
        )

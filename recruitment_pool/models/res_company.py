from odoo import api, fields, models

from odoo.addons.base.models.res_partner import _tz_get

# Writing one of these changes the policy or the civil day of everybody.
POOL_FIELDS = {
    "pool_ceiling_policy_id",
    "pool_default_policy_id",
    "pool_is_shared",
    "pool_tz",
}


class ResCompany(models.Model):
    _name = "res.company"
    _inherit = ["res.company", "recruitment.pool.input.mixin"]

    pool_ceiling_policy_id = fields.Many2one(
        "recruitment.contact.policy",
        string="Ceiling",
        ondelete="restrict",
        default=lambda self: self._get_pool_policy("policy_ceiling"),
        help="Rules for everybody, always, whatever the categories say. May be empty.",
    )
    pool_default_policy_id = fields.Many2one(
        "recruitment.contact.policy",
        string="Default Policy",
        ondelete="restrict",
        default=lambda self: self._get_pool_policy("policy_default"),
        help="Rules for people none of whose categories has a policy.",
    )
    pool_mode = fields.Selection(
        [
            ("observe", "Observe: leave nobody out, show who would be"),
            ("enforce", "Enforce: leave out whom the cadence holds"),
        ],
        string="Cadence",
        required=True,
        default="enforce",
    )
    pool_is_shared = fields.Boolean(
        string="Share the Pool",
        help="People added from now on belong to all companies.",
    )
    pool_tz = fields.Selection(
        _tz_get,
        string="Pool Time Zone",
        default=lambda self: self._get_pool_zone(self.env.user.tz),
        help="Zone in which days are counted for people whose own zone is unknown.",
    )
    pool_live_refusal_days = fields.Integer(
        string="Silence after a Refusal (days)",
        default=30,
        help="Days after a refusal during which no solicitation is sent.",
    )
    pool_live_activity_days = fields.Integer(
        string="Application under Way (days)",
        default=60,
        help="An ongoing application without a stage change, message or meeting for this "
        "number of days no longer holds solicitations back.",
    )

    _pool_live_days_positive = models.Constraint(
        "CHECK(COALESCE(pool_live_refusal_days, 0) BETWEEN 0 AND 3650 AND "
        "COALESCE(pool_live_activity_days, 0) BETWEEN 0 AND 3650)",
        "These numbers of days lie between 0 and 3650.",
    )

    @api.model
    def _get_pool_policy(self, name):
        return self.env.ref(f"recruitment_pool.{name}", raise_if_not_found=False)

    @api.model
    def _get_pool_zone(self, *zones):
        """The first of these time zones that is known everywhere, or False."""
        known = self.env["recruitment.pool.member"]._get_zones()
        return next((zone for zone in zones if zone in known), False)

    @api.constrains("pool_tz")
    def _check_pool_tz(self):
        self.env["recruitment.pool.member"]._check_zones(set(self.mapped("pool_tz")) - {False})

    @api.model
    def _init_pool_settings(self):
        """Working values at install, for companies that were there before the addon.

        A database that already has applicants or sent mailings only observes at
        first: nothing that was sent until today may stop because of an install.
        """
        everything = self.with_context(active_test=False).env  # refused applicants are archived
        is_in_use = bool(everything["hr.applicant"].search_count([], limit=1))
        if "mailing.mailing" in self.env:
            is_in_use |= bool(everything["mailing.mailing"].search_count([("state", "!=", "draft")], limit=1))
        for company in self.search([]):  # pylint: disable=no-search-all; each one, once, at install
            company.write(
                {
                    "pool_ceiling_policy_id": self._get_pool_policy("policy_ceiling"),
                    "pool_default_policy_id": self._get_pool_policy("policy_default"),
                    "pool_mode": "observe" if is_in_use else "enforce",
                    "pool_tz": self._get_pool_zone(
                        company.pool_tz, company.resource_calendar_id.tz, self.env.user.tz, "UTC"
                    ),
                }
            )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        Member = self.env["recruitment.pool.member"]
        # While no company shares the pool, the policies of all of them hold for shared people.
        if not Member._is_pool_empty():
            Member._fold_all()
        return companies

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & POOL_FIELDS:
            self.env["recruitment.pool.member"]._fold_all()
        return result

import pytz

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.base.models.res_partner import _tz_get

# Writing one of these changes by which addresses a person is known.
KEY_FIELDS = {"email", "partner_id", "profile_url", "phone", "country_id", "company_id"}
# Writing one of these changes what the cadence says of a person.
CADENCE_FIELDS = {
    "company_id",
    "tz",
    "country_id",
    "paused_until",
    "is_opted_out",
    "is_restricted",
    "is_erased",
    "preference_limit",
    "preference_days",
}


class RecruitmentPoolMember(models.Model):
    """One person of the pool, above all copies Odoo holds of that person."""

    _name = "recruitment.pool.member"
    _description = "Pool Member"
    _inherit = [
        "recruitment.pool.access.mixin",
        "recruitment.pool.check.mixin",
        "recruitment.pool.identity.mixin",
        "recruitment.pool.cadence.mixin",
        "recruitment.pool.facts.mixin",
        "recruitment.pool.contact.mixin",
        "recruitment.pool.channels.mixin",
        "recruitment.pool.sentence.mixin",
        "recruitment.pool.card.mixin",
        "recruitment.pool.counts.mixin",
        "recruitment.pool.profile.mixin",
        "recruitment.pool.warning.mixin",
        "recruitment.pool.steps.mixin",
        "recruitment.pool.categories.mixin",
        "recruitment.pool.mail.mixin",
        "recruitment.pool.propose.mixin",
        "recruitment.pool.import.mixin",
        "recruitment.pool.merge.mixin",
        "recruitment.pool.demo.mixin",
        "mail.thread.blacklist",
        "mail.thread.phone",
        "mail.activity.mixin",
        "avatar.mixin",
    ]
    _order = "name, id"
    _primary_email = "email"
    _mail_defaults_to_email = True  # the address on file here, not the contact's
    _mailing_enabled = True
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True, index="trigram")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        index=True,
        ondelete="restrict",  # not shared with everybody when the company goes
        default=lambda self: not self.env.company.pool_is_shared and self.env.company,
        help="Empty: a person shared by all companies.",
    )
    partner_id = fields.Many2one("res.partner", string="Contact", index="btree_not_null", check_company=True)
    email = fields.Char(tracking=True)
    email_normalized = fields.Char(index="btree_not_null")
    phone = fields.Char()
    profile_url = fields.Char(string="Profile URL", help="LinkedIn or another profile.")
    lang = fields.Selection(
        lambda self: self.env["res.lang"].get_installed(),
        string="Language",
        default=lambda self: self.env.lang,
    )
    country_id = fields.Many2one("res.country")
    tz = fields.Selection(
        _tz_get,
        string="Time Zone",
        help="Empty: the zone of the country if it has one only, else the company's.",
    )
    effective_tz = fields.Char(compute="_compute_effective_tz", store=True, precompute=True)
    user_id = fields.Many2one(
        "res.users",
        string="In Charge",
        tracking=True,
        index="btree_not_null",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    source_id = fields.Many2one("utm.source", help="Where the person was found.")
    is_candidate = fields.Boolean(string="Candidate", default=True)
    is_prescriber = fields.Boolean(
        string="Prescriber",
        help="Sends candidates to us: at an agency, a school, an association...",
    )
    key_ids = fields.One2many("recruitment.pool.member.key", "member_id", string="Addresses")
    membership_ids = fields.One2many("recruitment.pool.membership", "member_id", string="Memberships")
    applicant_ids = fields.One2many(
        "hr.applicant",
        "pool_member_id",
        string="Applications",
        context={"active_test": False},  # Odoo archives those it refuses
        groups="hr_recruitment.group_hr_recruitment_interviewer",
    )
    application_count = fields.Integer(
        compute="_compute_application_count",
        groups="hr_recruitment.group_hr_recruitment_interviewer",
    )
    touch_ids = fields.One2many("recruitment.pool.touch", "member_id", string="Contacts")

    is_opted_out = fields.Boolean(string="Opted Out", tracking=True, help="Objects to every solicitation.")
    is_restricted = fields.Boolean(
        string="Restricted", tracking=True, copy=False, help="Not contacted while a dispute is settled."
    )
    is_erased = fields.Boolean(string="Erased", readonly=True, copy=False)
    opt_out_channel_ids = fields.Many2many(
        "recruitment.contact.channel",
        "pool_member_opt_out_channel_rel",
        "member_id",
        "channel_id",
        ondelete="restrict",
        string="Refused Channels",
    )
    opt_out_message_type_ids = fields.Many2many(
        "recruitment.message.type",
        "pool_member_opt_out_message_type_rel",
        "member_id",
        "message_type_id",
        ondelete="restrict",
        string="Refused Message Types",
        domain="[('can_opt_out', '=', True)]",
    )
    paused_until = fields.Date(tracking=True, help="No solicitation before this day, at which it is possible again.")
    preference_limit = fields.Integer(
        string="Wants at Most", help="Own wish of the person, which can only tighten; 0: none."
    )
    preference_days = fields.Integer(string="Messages in Days")
    policy_snapshot_id = fields.Many2one(
        "recruitment.policy.snapshot", string="Policy Version", readonly=True, copy=False
    )
    next_allowed_day = fields.Date(
        string="Next Possible On",
        readonly=True,
        copy=False,
        help="First day on which every rule allows a message by e-mail.",
    )
    keep_warm_due = fields.Date(
        string="Keep in Touch By",
        readonly=True,
        copy=False,
        help="Day by which the person should be contacted personally.",
    )

    # Compute and search

    @api.depends("tz", "country_id", "company_id.pool_tz")
    def _compute_effective_tz(self):
        default = self.env.company.pool_tz or "UTC"
        for member in self:
            zones = pytz.country_timezones.get(member.country_id.code or "", ())
            zone = len(zones) == 1 and zones[0] in self._get_zones() and zones[0]
            member.effective_tz = member.tz or zone or member.company_id.pool_tz or default

    def _compute_application_count(self):
        counts = dict(
            self.env["hr.applicant"]
            .with_context(active_test=False)
            ._read_group([("pool_member_id", "in", self.ids)], ["pool_member_id"], ["__count"])
        )
        for member in self:
            member.application_count = counts.get(member, 0)

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        was_empty = self._is_pool_empty()
        members = super().create(vals_list)
        if was_empty:
            self.env.registry.clear_cache()
        members._refresh_keys()
        members._link_applications()
        members._fold()
        members._wake_refresh()
        return members

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & KEY_FIELDS:
            self._refresh_keys()
        if "company_id" in vals:
            self.sudo().key_ids._check_known_once()  # sudo: of people everybody may see from now on
        if vals.keys() & (CADENCE_FIELDS | {"opt_out_channel_ids"}):
            self._fold()
        self._wake_refresh()
        return result

    def copy_data(self, default=None):
        """Addresses are one person's: the copy starts without them."""
        vals_list = super().copy_data(default)
        for vals in vals_list:
            vals.update(email=False, partner_id=False, profile_url=False)
        return vals_list

    def _link_applications(self):
        """Link every application of these people, found by e-mail and contact."""
        # sudo: pool users without recruitment rights link too, they do not read
        Applicant = self.env["hr.applicant"].sudo().with_context(active_test=False)
        emails = {form for email in self.mapped("email_normalized") for form in self._get_email_forms(email)}
        domain = Domain("pool_member_id", "=", False) & (
            Domain("email_normalized", "in", sorted(emails)) | Domain("partner_id", "in", self.partner_id.ids)
        )
        Applicant.search(domain)._link_pool_member()

    @api.model
    def _phone_get_number_fields(self):
        return ["phone"]

    # Actions

    def action_view_applications(self):
        self.ensure_one()
        return {
            "name": self.env._("Applications"),
            "type": "ir.actions.act_window",
            "res_model": "hr.applicant",
            "view_mode": "list,form",
            "domain": [("pool_member_id", "=", self.id)],
            "context": {"active_test": False},
        }

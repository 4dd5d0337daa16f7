from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command, Domain

from odoo.addons.recruitment_pool.door import PoolDoor
from odoo.addons.recruitment_pool.wizards.recruitment_pool_composer_mixin import MEMBER_MODEL, POOL_MODELS

from .recruitment_pool_mailing_mixin import LEFT_OUT_DOMAIN, OBSERVED_DOMAIN

# Writing one of these changes whom a mailing is for.
AUDIENCE_FIELDS = {"mailing_model_id", "mailing_domain", "mailing_filter_id", "pool_message_type_id"}


class MailingMailing(models.Model):
    _name = "mailing.mailing"
    _inherit = [
        "mailing.mailing",
        "recruitment.pool.mailing.mixin",
        "recruitment.pool.outsiders.mixin",
        "recruitment.pool.reach.mixin",
        "recruitment.pool.mailing.demo.mixin",
    ]

    # Not company_id: by that name Odoo would take another address for the links of every mailing, ours or not.
    pool_company_id = fields.Many2one(
        "res.company",
        string="Company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        help="Whose message this is: it reaches people of this company and shared ones.",
    )
    pool_message_type_id = fields.Many2one(
        "recruitment.message.type",
        string="Message Type",
        ondelete="restrict",
        index="btree_not_null",
        domain="[('stance', '=', 'solicitation')]",
        help="Makes this mailing one of the candidate pool: the contact cadence applies.",
    )
    pool_category_ids = fields.Many2many(
        "recruitment.pool.category",
        "recruitment_pool_mailing_category_rel",
        "mailing_id",
        "category_id",
        string="Pool Categories",
        ondelete="restrict",  # without its category a mailing would go to the whole pool
        context={"active_test": False},  # an archived category is still the audience
        domain="[('company_id', 'in', [pool_company_id, False]), ('audience', '!=', pool_other_audience)]",
        help="The people of these categories and of those below them. Empty: the whole pool.",
    )
    pool_other_audience = fields.Char(compute="_compute_pool_other_audience")
    pool_is_custom_audience = fields.Boolean(
        compute="_compute_pool_is_custom_audience",
        help="The recipients were chosen one by one, not by category.",
    )
    pool_audience_count = fields.Integer(compute="_compute_pool_audience")
    pool_audience_sentence = fields.Char(string="Audience", compute="_compute_pool_audience")
    pool_audience_reasons = fields.Char(string="Who Would Not", compute="_compute_pool_audience")
    pool_left_out_count = fields.Integer(string="Left Out", compute="_compute_pool_left_out")
    pool_observed_count = fields.Integer(string="Would Have Been Left Out", compute="_compute_pool_left_out")
    pool_left_out_sentence = fields.Char(string="Cadence", compute="_compute_pool_left_out")
    pool_left_out_reasons = fields.Char(string="Why Left Out", compute="_compute_pool_left_out")

    # Compute

    @api.depends("pool_message_type_id.audience")
    def _compute_pool_other_audience(self):
        """The audience whose categories are not for this type of message."""
        others = {"candidate": "prescriber", "prescriber": "candidate"}
        for mailing in self:
            mailing.pool_other_audience = others.get(mailing.pool_message_type_id.audience)

    @api.depends("mailing_domain", "mailing_model_id", "pool_category_ids")
    def _compute_pool_is_custom_audience(self):
        for mailing in self:
            mailing.pool_is_custom_audience = (
                mailing.mailing_model_real == MEMBER_MODEL
                and Domain(mailing._parse_mailing_domain()) != mailing._get_default_mailing_domain()
            )

    @api.depends("pool_category_ids")
    def _compute_mailing_domain(self):
        """Core asks the target model, which answers with the categories.

        Not on the message type: it may change without losing an audience that was
        chosen one by one. What it adds stands in ``_get_recipients_domain``.
        """
        return super()._compute_mailing_domain()

    def _compute_total(self):
        """None of what the user may not read: one mailing to applicants would shut the list of all to marketing."""
        readable = self.filtered(lambda mailing: self.env[mailing.mailing_model_real].has_access("read"))
        (self - readable).total = 0
        return super(MailingMailing, readable)._compute_total()

    # Constraints and onchange

    @api.constrains("pool_message_type_id")
    def _check_pool_message_type(self):
        for mailing in self:
            message_type = mailing.pool_message_type_id
            if message_type and message_type.stance != "solicitation":
                raise ValidationError(
                    self.env._(
                        "A mailing is a solicitation, %(type)s is none: the cadence would "
                        "not hold it. Choose another message type.",
                        type=message_type.name,
                    )
                )

    @api.onchange("pool_message_type_id")
    def _onchange_pool_message_type_id(self):
        """A message type without recipients yet is meant for the pool."""
        if (
            self.pool_message_type_id
            and self.mailing_type == "mail"
            and self.mailing_on_mailing_list
            and not self._has_chosen_lists()
        ):
            self.contact_list_ids = False
            self.mailing_model_id = self.env["ir.model"]._get(MEMBER_MODEL)

    def _has_chosen_lists(self):
        """Odoo fills in the only list there is: on a new form that is no choice."""
        return bool(self.contact_list_ids) and (
            bool(self._origin) or self.env["mailing.list"].search_count([], limit=2) > 1
        )

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        """The same as the onchange, for who creates without a form."""
        targets = {"mailing_model_id", "contact_list_ids", "mailing_domain"}
        is_free = "default_mailing_model_id" not in self.env.context
        for vals in vals_list:
            if is_free and vals.get("pool_message_type_id") and not targets & vals.keys():
                vals["mailing_model_id"] = self.env["ir.model"]._get_id(MEMBER_MODEL)
        mailings = super().create(vals_list)
        mailings._check_pool_reach()
        return mailings

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & AUDIENCE_FIELDS:
            self._check_pool_reach()
        return result

    # Whose mail is it?

    def _is_pool_guarded(self):
        """Whether the company speaks as an employer here: the cadence then applies."""
        self.ensure_one()
        return bool(self.pool_message_type_id) or self.mailing_model_real in POOL_MODELS

    def _get_pool_message_type(self):
        self.ensure_one()
        return self.pool_message_type_id or self.env.ref("recruitment_pool.message_type_company_news")

    def _get_pool_door(self):
        """What this mailing says to the gate of itself; None: not ours."""
        self.ensure_one()
        if not self._is_pool_guarded():
            return None
        # sudo: senders need no right on message types, it is a fact of the mailing
        message_type = self._get_pool_message_type().sudo()
        return PoolDoor(message_type, self.pool_company_id, (self._name, self.id), self.user_id or None)

    def _get_redirect_suggested_company(self):
        return self.pool_company_id  # to which Odoo offers to switch whoever may not read it now

    # Recipients

    def _get_recipients_domain(self):
        """Limit what is ours to its company and its audience.

        Here and not in the stored domain: the queue runs as superuser, without any
        rule on companies, and nobody may take these limits out by hand.
        """
        domain = super()._get_recipients_domain()
        if not self._is_pool_guarded():
            return domain
        target = self.env[self.mailing_model_real]
        if "company_id" in target._fields:
            domain &= Domain("company_id", "in", [self.pool_company_id.id, False])
        audience = self.pool_message_type_id.sudo().audience
        if target._name == MEMBER_MODEL and audience in ("candidate", "prescriber"):
            domain &= Domain(f"is_{audience}", "=", True)
        return domain

    # Actions

    def action_view_pool_left_out(self):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("recruitment_pool_mailing.mailing_trace_left_out_action")
        is_held = bool(self.pool_left_out_count)
        if not is_held:
            action["name"] = self.env._("Would Have Been Left Out")
        return {
            **action,
            "domain": list(Domain("mass_mailing_id", "=", self.id) & (LEFT_OUT_DOMAIN if is_held else OBSERVED_DOMAIN)),
            "context": {"create": False},
        }

    def action_send_to_left_out(self):
        """Make a new draft with the same content for exactly those left out."""
        self.ensure_one()
        traces = self.env["mailing.trace"].search(Domain("mass_mailing_id", "=", self.id) & LEFT_OUT_DOMAIN)
        if not traces:
            raise UserError(self.env._("The cadence left nobody out of this mailing: nobody is missing."))
        draft = self.copy(self._prepare_left_out_values(sorted(set(traces.mapped("res_id")))))
        return {"type": "ir.actions.act_window", "res_model": self._name, "res_id": draft.id, "view_mode": "form"}

    def _prepare_left_out_values(self, res_ids):
        """The audience is frozen: exactly these records, whatever the categories become."""
        return {
            "ab_testing_enabled": False,
            "mailing_domain": repr([("id", "in", res_ids)]),
            "mailing_filter_id": False,
            "pool_category_ids": [Command.clear()],
            "schedule_type": "now",
        }

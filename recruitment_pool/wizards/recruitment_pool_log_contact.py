from datetime import timedelta

import pytz
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .recruitment_pool_action_mixin import STEP_DOMAIN

LONGEST_DAYS = 3650  # from today, before or ahead: as the longest period of a rule


class RecruitmentPoolLogContact(models.TransientModel):
    """Write a call, a meeting, a letter... into the ledger, after saying what speaks against it."""

    _name = "recruitment.pool.log.contact"
    _inherit = ["recruitment.pool.action.mixin"]
    _description = "Log a Contact"

    channel_id = fields.Many2one(
        "recruitment.contact.channel",
        required=True,
        domain="[('kind', '=', 'direct')]",
        default=lambda self: self.env.ref("recruitment_pool.channel_phone", raise_if_not_found=False),
    )
    direction = fields.Selection(
        [("out", "From us"), ("in", "From the person")],
        required=True,
        default="out",
        help="What comes from the person uses up no allowance.",
    )
    when = fields.Selection(
        [("today", "Today"), ("yesterday", "Yesterday"), ("date", "Another day")],
        required=True,
        default="today",
    )
    date = fields.Date(default=fields.Date.context_today, help="A day in the future: a contact that is planned.")
    summary = fields.Char(string="What About")
    reason = fields.Char(string="Why All the Same")
    activity_type_id = fields.Many2one(
        "mail.activity.type",
        string="Next Step",
        domain=STEP_DOMAIN,
        help="Activity for the person in charge. Empty: none.",
    )
    activity_day = fields.Date(
        string="Next Step On", default=lambda self: fields.Date.context_today(self) + relativedelta(months=1)
    )
    activity_words = fields.Char(string="Next Step in Words")
    warning = fields.Char(compute="_compute_warning")
    objection = fields.Char(compute="_compute_warning")

    @api.depends("member_ids", "channel_id", "direction")
    def _compute_warning(self):
        for wizard in self:
            wizard.warning, wizard.objection = wizard.member_ids._get_contact_warnings(
                wizard.channel_id, wizard.direction == "out"
            )

    # ------------------------------------------------------------------
    # Writing it down
    # ------------------------------------------------------------------

    def action_log(self):
        """Write one touch for each person, by the engine's code, and fold them."""
        members = self._get_people()
        at = self._get_instant()
        self._check_allowed(at)
        message_type = self._get_message_type(self.direction)
        # sudo: the ledger is shut for users; who may write the person may log a contact,
        # and everything but the words follows from the person and the message type
        touches = (
            self.env["recruitment.pool.touch"]
            .sudo()
            .create([self._prepare_touch_values(member, at, message_type) for member in members])
        )
        members._fold()
        if self.activity_type_id:
            members._schedule_step(self.activity_type_id, self.activity_day, self.activity_words)
        return self._notify_done(self._get_done_words(touches))

    def _get_instant(self):
        """Naive UTC instant: the day that is meant, at the present time of day, where the user is."""
        now = pytz.utc.localize(self.env.cr.now()).astimezone(self.env.tz)
        days = {"today": 0, "yesterday": -1}.get(self.when, self.date and (self.date - now.date()).days or 0)
        if not -LONGEST_DAYS <= days <= LONGEST_DAYS:
            raise UserError(self.env._("A contact lies at most ten years before or ahead of today: check the date."))
        meant = self.env.tz.localize(now.replace(tzinfo=None) + timedelta(days=days))
        return meant.astimezone(pytz.utc).replace(tzinfo=None)

    def _check_allowed(self, at):
        if self.channel_id.kind != "direct":
            raise UserError(
                self.env._(
                    "What is published on %(channel)s is said to nobody in particular: choose a channel to a person.",
                    channel=self.channel_id.name,
                )
            )
        if self.direction == "in" and at > self.env.cr.now():
            raise UserError(
                self.env._("What comes from the person cannot be planned: choose today or a day in the past.")
            )
        if self.objection and not (self.reason or "").strip():
            raise UserError(self.objection)

    @api.model
    def _get_message_type(self, direction):
        name = "personal" if direction == "out" else "inbound"
        # sudo: which type a logged contact has is no choice of the user
        return self.env.ref(f"recruitment_pool.message_type_{name}").sudo()

    def _prepare_touch_values(self, member, at, message_type):
        return {
            "member_id": member.id,
            "at": at,
            "day": member._get_day(at, member.effective_tz),
            "channel_id": self.channel_id.id,
            "message_type_id": message_type.id,
            "direction": self.direction,
            "state": "reserved" if at > self.env.cr.now() else "sent",
            "is_counted": message_type.is_counted,
            "is_warm": message_type.keeps_warm,
            "is_manual": True,
            "user_id": self.env.uid,
            "summary": self.summary or message_type.name,
            "reason": self.objection and self.reason,
            "policy_version": member.policy_snapshot_id.hash,
        }

    def _get_done_words(self, touches):
        if len(touches) > 1:
            return self.env._("Contact logged for %(count)s people.", count=len(touches))
        return self.env._("Contact with %(person)s logged.", person=touches.member_id.name)

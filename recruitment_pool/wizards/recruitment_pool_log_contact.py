from datetime import timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

OBJECTIONS = ("erased", "opted_out", "never_contact")
WAITS = ("paused", "cap")
LONGEST = 3650  # days from today, before or ahead: as the longest period of a rule
NAMES_SHOWN = 5


class RecruitmentPoolLogContact(models.TransientModel):
    """Write a call, a meeting, a letter... into the ledger, after saying what speaks against it."""

    _name = "recruitment.pool.log.contact"
    _description = "Log a Contact"

    member_ids = fields.Many2many("recruitment.pool.member", string="People", required=True)
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
    warning = fields.Char(compute="_compute_warning")
    objection = fields.Char(compute="_compute_warning")

    @api.depends("member_ids", "channel_id", "direction")
    def _compute_warning(self):
        for wizard in self:
            members = wizard.member_ids._origin._filtered_access("read")
            wizard.warning = wizard.objection = False
            if not members or not wizard.channel_id:
                continue
            reasons = wizard._get_reasons() if wizard.direction == "out" else {}
            if len(members) == 1:
                wizard.warning = wizard._get_warning_of_one(members, *reasons.get(members.id, ("", False)))
            else:
                wizard.warning = wizard._get_warning_of_many(reasons)
            wizard.objection = wizard._get_objection(reasons)

    # ------------------------------------------------------------------
    # What speaks against it
    # ------------------------------------------------------------------

    def _get_reasons(self):
        """{member id: (reason, next day)} that a solicitation on this channel would meet today."""
        verdicts = self.env["recruitment.pool.member"]._dry_run(
            self.member_ids._origin._filtered_access("read").ids, self.channel_id.code, self._get_message_type("out")
        )
        return {member_id: (reason, day) for member_id, (_state, reason, day) in verdicts.items()}

    def _get_warning_of_one(self, member, reason, next_day):
        sentences = []
        if touch := member.last_touch_id:
            values = {
                "day": format_date(self.env, touch.day),
                "channel": touch.channel_id.name,
                "user": touch.user_id.name,
            }
            if touch.direction == "in":
                sentences.append(self.env._("Last sign from the person on %(day)s (%(channel)s).", **values))
            elif touch.user_id:
                sentences.append(self.env._("Last contacted on %(day)s by %(user)s (%(channel)s).", **values))
            else:
                sentences.append(self.env._("Last contacted on %(day)s (%(channel)s).", **values))
        if reason in WAITS and next_day:
            sentences.append(self.env._("Next possible on %(day)s.", day=format_date(self.env, next_day)))
        if reason == "live_process":
            sentences.append(self.env._("This person is in a recruitment process."))
        return " ".join(sentences) or False

    def _get_warning_of_many(self, reasons):
        early = self.env["recruitment.pool.member"].browse(
            member_id for member_id, (reason, _day) in reasons.items() if reason in WAITS
        )
        return early and self.env._(
            "%(count)s of %(total)s were contacted recently or are to be left in peace: %(names)s.",
            count=len(early),
            total=len(reasons),
            names=self._get_names(early),
        )

    def _get_objection(self, reasons):
        objecting = self.env["recruitment.pool.member"].browse(
            member_id for member_id, (reason, _day) in reasons.items() if reason in OBJECTIONS
        )
        if not objecting:
            return False
        words = self.env["recruitment.pool.member"]._get_reason_words
        return self.env._(
            "Not to be contacted: %(names)s (%(reason)s). Say why it was done all the same.",
            names=self._get_names(objecting),
            reason=", ".join(sorted({words(reasons[member.id][0]) for member in objecting})),
        )

    def _get_names(self, members):
        names = ", ".join(members[:NAMES_SHOWN].mapped("name"))
        return f"{names}..." if len(members) > NAMES_SHOWN else names

    # ------------------------------------------------------------------
    # Writing it down
    # ------------------------------------------------------------------

    def action_log(self):
        """Write one touch for each person, by the engine's code, and fold them."""
        self.ensure_one()
        members = self.member_ids
        members.check_access("write")
        at = self._get_instant()
        self._check_allowed(at)
        # sudo: the ledger is shut for users; who may write the person may log a contact,
        # and everything but the words follows from the person and the message type
        touches = (
            self.env["recruitment.pool.touch"]
            .sudo()
            .create([self._prepare_touch_values(member, at) for member in members])
        )
        members._fold()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self._get_done_words(touches),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _get_instant(self):
        """Naive UTC instant: the day that is meant, at the present time of day, where the user is."""
        now = pytz.utc.localize(self.env.cr.now()).astimezone(self.env.tz)
        days = {"today": 0, "yesterday": -1}.get(self.when, self.date and (self.date - now.date()).days or 0)
        if not -LONGEST <= days <= LONGEST:
            raise UserError(self.env._("A contact lies at most ten years before or ahead of today: check the date."))
        meant = self.env.tz.localize(now.replace(tzinfo=None) + timedelta(days=days))
        return meant.astimezone(pytz.utc).replace(tzinfo=None)

    def _check_allowed(self, at):
        if not self.member_ids:
            raise UserError(self.env._("Nobody is selected: choose the people who were contacted."))
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

    def _prepare_touch_values(self, member, at):
        message_type = self._get_message_type(self.direction)
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

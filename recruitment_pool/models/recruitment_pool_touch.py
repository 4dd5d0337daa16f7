from odoo import api, fields, models
from odoo.exceptions import UserError

# From which states a touch may go to a state: every other wish is ignored, since
# Odoo reports the fate of a mail several times and in any order.
FROM_STATES = {
    "sent": ("reserved",),
    "failed": ("reserved",),
    "released": ("reserved",),
    "bounced": ("reserved", "sent"),
}


class RecruitmentPoolTouch(models.Model):
    """The ledger. It holds no address, outlives the mailing and the mail it came from
    (integers, no foreign keys), and is written by the engine's code alone."""

    _name = "recruitment.pool.touch"
    _inherit = ["recruitment.pool.evidence.mixin", "recruitment.pool.touch.mixin"]
    _description = "Touch"
    _order = "day desc, at desc, id desc"
    _rec_name = "summary"

    member_id = fields.Many2one("recruitment.pool.member", required=True, ondelete="cascade", readonly=True)
    company_id = fields.Many2one(related="member_id.company_id", store=True, index="btree_not_null")
    at = fields.Datetime(string="Date", required=True, readonly=True)
    day = fields.Date(
        required=True,
        readonly=True,
        help="Day of the contact in the time zone the person had then.",
    )
    channel_id = fields.Many2one("recruitment.contact.channel", required=True, ondelete="restrict", readonly=True)
    channel_code = fields.Char(related="channel_id.code")
    message_type_id = fields.Many2one("recruitment.message.type", required=True, ondelete="restrict", readonly=True)
    direction = fields.Selection(
        [("out", "Outgoing"), ("in", "Incoming")],
        required=True,
        default="out",
        readonly=True,
    )
    state = fields.Selection(
        [
            ("reserved", "Planned"),
            ("sent", "Done"),
            ("failed", "Failed"),
            ("bounced", "Bounced"),
            ("released", "Withdrawn"),
        ],
        required=True,
        default="sent",
        readonly=True,
    )
    is_counted = fields.Boolean(string="Counts", readonly=True)
    is_warm = fields.Boolean(string="Warm", readonly=True)
    user_id = fields.Many2one("res.users", string="Who", readonly=True)
    summary = fields.Char(readonly=True)
    is_manual = fields.Boolean(string="Logged by Hand", readonly=True)
    reason = fields.Char(readonly=True, help="Why the person was contacted in spite of an objection.")
    can_withdraw = fields.Boolean(compute="_compute_can_withdraw")
    origin_model = fields.Char(readonly=True)
    origin_id = fields.Integer(readonly=True)
    res_model = fields.Char(readonly=True)
    res_id = fields.Integer(readonly=True)
    # The hash, not a foreign key: the gate reads a version that may have been committed
    # after the sending transaction began, to which PostgreSQL refuses to refer.
    policy_version = fields.Char(readonly=True, help="Rules under which it was decided.")

    # Whole, not partial: deleting a person looks the touches up by it alone.
    _member_day_idx = models.Index("(member_id, day)")
    # Each alone enough, and in order, for the days of the whole pool (``days_sql``).
    _counting_idx = models.Index(
        "(member_id, day) INCLUDE (channel_id) WHERE direction = 'out' AND is_counted AND state IN ('reserved', 'sent')"
    )
    _warm_idx = models.Index("(member_id, day) WHERE is_warm AND (direction = 'in' OR state IN ('reserved', 'sent'))")
    # The refresh after each sending asks which touches are new, of a ledger of any length.
    _write_date_idx = models.Index("(write_date)")
    _one_per_mailing = models.UniqueIndex(
        "(origin_model, origin_id, member_id, channel_id)"
        " WHERE origin_model = 'mailing.mailing' AND state IN ('reserved', 'sent')",
        "This person has received this mailing already.",
    )

    @api.depends("is_manual", "state", "user_id")
    @api.depends_context("uid")
    def _compute_can_withdraw(self):
        for touch in self:
            touch.can_withdraw = (
                touch.is_manual and touch.state in ("reserved", "sent") and touch.user_id == self.env.user
            )

    def _set_state(self, state):
        """Move touches on in their life; a wish that comes too late is ignored.

        A touch that becomes sent is dated again: the queue can be hours late.
        """
        touches = self.filtered(lambda touch: touch.state in FROM_STATES[state])
        if not touches:
            return touches
        if state != "sent":
            touches.write({"state": state})
            moved = touches
        else:
            now = self.env.cr.now()
            days = {touch: touch.day for touch in touches}
            for zone, group in touches.grouped(lambda t: t.member_id.effective_tz).items():
                group.write(
                    {
                        "state": "sent",
                        "at": now,
                        "day": self.env["recruitment.pool.member"]._get_day(now, zone),
                    }
                )
            moved = touches.filtered(lambda touch: touch.day != days[touch])
        moved.member_id._wake_refresh()
        return touches

    # Actions

    def action_withdraw(self):
        """Undo what was logged by hand: it stays in the ledger and counts no more."""
        self._change_by_hand("released")

    def action_confirm(self):
        """A planned contact took place."""
        if self.filtered(lambda touch: touch.at > self.env.cr.now()):
            raise UserError(self.env._("This contact lies in the future: confirm it once it took place."))
        self._change_by_hand("sent")

    def _change_by_hand(self, state):
        if not all(self.mapped("can_withdraw")):
            raise UserError(
                self.env._(
                    "Only who logged a contact by hand changes it, as long as it was not "
                    "withdrawn: the other lines of the ledger are evidence."
                )
            )
        self.sudo().write({"state": state})  # sudo: the ledger is shut, whose line it is was checked
        self.member_id._fold()

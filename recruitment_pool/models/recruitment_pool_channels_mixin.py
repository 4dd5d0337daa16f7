from dataclasses import replace

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..cadence import Case, Stance, decide_together

# What goes by a channel when nobody says more: mailings by these, personal contacts by the others.
MAILING_CHANNELS = ("email", "sms")
# What a person must have on file to be reached by a channel; those not named need nothing.
ADDRESS_FIELDS = {
    "email": "email_normalized",
    "sms": "phone_sanitized",
    "phone": "phone_sanitized",
    "whatsapp": "phone_sanitized",
}


class RecruitmentPoolChannelsMixin(models.AbstractModel):
    """By which channels a person may be contacted today."""

    _name = "recruitment.pool.channels.mixin"
    _description = "Channels of Pool Members"

    contactable_channel_ids = fields.Many2many(
        "recruitment.contact.channel",
        string="Contactable Today By",
        compute="_compute_contactable_channel_ids",
        search="_search_contactable_channel_ids",
        help="Channels on which the cadence allows a contact today and the person can be reached.",
    )

    @api.depends(
        "policy_snapshot_id", "touch_ids.state", "touch_ids.day", "paused_until", "is_opted_out", "is_restricted",
        "is_erased", "opt_out_channel_ids", "opt_out_message_type_ids", "email_normalized", "phone_sanitized",
    )  # fmt: skip
    def _compute_contactable_channel_ids(self):
        channels = self._get_direct_channels()
        verdicts = self._decide_by_channel(channels)
        for member in self:
            _case, by_code = verdicts.get(member._origin.id, (None, {}))
            codes = {code for code, verdict in by_code.items() if verdict.is_allowed and member._is_reachable(code)}
            member.contactable_channel_ids = channels.filtered(lambda channel, codes=codes: channel.code in codes)

    @api.model
    def _search_contactable_channel_ids(self, operator, value):
        if operator not in ("in", "any"):
            return NotImplemented
        channels = self._get_direct_channels()
        if operator == "any":
            wanted = channels.filtered_domain(value)
        else:
            wanted = channels.filtered(lambda channel: channel.id in value)
        found = [self._get_contactable_domain(channel) for channel in wanted]
        if operator == "in" and False in value:
            found.append(~Domain.OR(self._get_contactable_domain(channel) for channel in channels))
        return Domain.OR(found)

    @api.model
    def _get_contactable_domain(self, channel):
        """The people who may be contacted by this channel today, by the set-based form of the cadence."""

        def read_allowed():
            rows = self._dry_run(None, channel.code, self._get_usual_type(channel.code in MAILING_CHANNELS))
            return [(member_id,) for member_id, (state, _reason, _day) in rows.items() if state == "allowed"]

        def to_sql(model, alias, query):
            table = model._join_whole_pool(alias, query, f"allowed_{channel.id}", {"id": "int"}, read_allowed)
            return SQL("%s IS NOT NULL", SQL.identifier(table, "id"))

        domain = Domain.custom(to_sql=to_sql, predicate=lambda member: channel in member.contactable_channel_ids)
        address = ADDRESS_FIELDS.get(channel.code)
        return domain & Domain(address, "!=", False) if address else domain

    @api.model
    def _get_direct_channels(self):
        return self.env["recruitment.contact.channel"].search([("kind", "=", "direct")])

    @api.model
    def _get_usual_type(self, is_mailing):
        """The type of message that a channel usually carries, by whether mailings go through it."""
        name = "newsletter" if is_mailing else "personal"
        return self.env.ref(f"recruitment_pool.message_type_{name}")

    def _is_reachable(self, code):
        """Whether there is an address on file for the channel."""
        self.ensure_one()
        return code not in ADDRESS_FIELDS or bool(self[ADDRESS_FIELDS[code]])

    def _decide_by_channel(self, channels):
        """The engine's verdicts by each of these channels, today, as ``_decide_each`` gives them.

        A personal contact is never held: it is asked about as if it were, since the day from
        which nobody would warn is what a recruiter wants to know.
        """
        ids = self._origin.ids
        if not ids:
            return {}
        types = {is_mailing: self._get_usual_type(is_mailing) for is_mailing in (True, False)}
        messages = {code: self._to_solicitation(types[code in MAILING_CHANNELS]) for code in channels.mapped("code")}
        return self.browse(ids)._decide_each(messages)

    @api.model
    def _to_solicitation(self, message_type, origin=None):
        """A message of this type as the set-based form takes all of them: held by the caps."""
        return replace(self._to_message(message_type, origin), stance=Stance.SOLICITATION)

    def _decide_each(self, messages, origin=None):
        """The engine's verdicts on a message by each channel, today; the people are read once.

        :param messages: {channel code: ``Message``}
        :return: {member id: (``Case``, {channel code: ``Verdict``})}
        """
        self.env.flush_all()
        gate = self.env["recruitment.pool.gate"]
        people, histories = gate._read(self.env.cr, self.ids, origin or (None, None))
        result = {}
        for member_id, row in people.items():
            history = [self._to_touch(touch) for touch in histories.get(member_id, ())]
            case = Case(self._to_standing(row), row["policy"], history, row["today"])
            result[member_id] = (
                case,
                {channel: decide_together([case], message, channel) for channel, message in messages.items()},
            )
        return result

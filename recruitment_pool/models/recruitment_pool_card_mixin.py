from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from ..cadence import blocked_days

MONTHS_BACK = 12
MONTHS_AHEAD = 3


class RecruitmentPoolCardMixin(models.AbstractModel):
    """The cadence card: when a person may be contacted by each channel, and what was and what comes.

    All its days come from the engine, in a constant number of queries for any number of people.
    """

    _name = "recruitment.pool.card.mixin"
    _description = "Cadence Card of Pool Members"

    cadence_card = fields.Json(
        compute="_compute_cadence_card",
        groups="recruitment_pool.group_pool_user",  # tells of contacts, which are recruiters'
    )

    @api.depends(
        "contact_state", "contact_day", "contactable_channel_ids", "email", "keep_warm_due", "touch_ids.state",
    )  # fmt: skip
    @api.depends_context("lang", "uid")
    def _compute_cadence_card(self):
        """{"today", "start", "end", "due", "paused": ISO days or False, "lines": [see
        ``_get_card_line``], "lanes": [see ``_get_card_lane``]}; False for who is not saved yet."""
        everywhere = self._get_all_channels()
        channels = everywhere.filtered(lambda channel: channel.active and channel.kind == "direct")
        answers = self._decide_by_channel(channels)
        counted = {
            key for _case, verdicts in answers.values() for verdict in verdicts.values() for key in verdict.counted
        }
        self.env["recruitment.pool.touch"].browse(counted).fetch(["day", "user_id"])  # for all of them at once
        touches = self._get_card_touches({case.day for case, _verdicts in answers.values()})
        for member in self:
            if member._origin.id not in answers:
                member.cadence_card = False
                continue
            case, verdicts = answers[member._origin.id]
            own = touches.get(member._origin, self.env["recruitment.pool.touch"])
            due = member.contact_day if member.contact_state == "overdue" else member.keep_warm_due
            paused = case.standing.is_paused(case.day) and case.standing.paused_until
            member.cadence_card = {
                "today": _iso(case.day),
                "start": _iso(case.day - relativedelta(months=MONTHS_BACK)),
                "end": _iso(case.day + relativedelta(months=MONTHS_AHEAD)),
                "due": _iso(due),
                "paused": _iso(paused),
                "lines": member._get_card_lines(channels, verdicts, everywhere),
                "lanes": member._get_card_lanes(channels, case, own),
            }

    def _get_card_touches(self, days):
        """{member: the contacts within the span of the card}, in one query."""
        if not days:
            return {}
        touches = self.env["recruitment.pool.touch"].search(
            [
                ("member_id", "in", self._origin.ids),
                ("day", ">=", min(days) - relativedelta(months=MONTHS_BACK)),
                ("day", "<=", max(days) + relativedelta(months=MONTHS_AHEAD)),
                "|",
                ("direction", "=", "in"),
                ("state", "in", ("reserved", "sent")),
            ],
            order="day, id",
        )
        return touches.grouped("member_id")

    # ------------------------------------------------------------------
    # Sentences
    # ------------------------------------------------------------------

    def _get_card_lines(self, channels, verdicts, everywhere):
        """One line for the channels of which the same is to be said, in the order of the channels."""
        lines = {}
        for channel in channels:
            state, day, words = self._get_channel_words(channel, verdicts[channel.code], everywhere)
            line = lines.setdefault(words, {"channels": [], "state": state, "day": _iso(day), "words": words})
            line["channels"].append({"code": channel.code, "name": channel.name})
        return list(lines.values())

    def _get_channel_words(self, channel, verdict, everywhere):
        """(state, day, sentence) of one channel: 'allowed', 'postponed', 'refused' or 'unreachable'."""
        if verdict.is_allowed and not self._is_reachable(channel.code):
            if channel.code == "email":
                return "unreachable", False, self.env._("No valid e-mail address on file")
            return "unreachable", False, self.env._("No valid phone number on file")
        if verdict.is_allowed:
            return "allowed", verdict.next_day, self.env._("Possible today")
        if not verdict.next_day:
            return "refused", False, self._get_channel_refusal(verdict)
        last = self.env["recruitment.pool.touch"].browse(verdict.counted).sorted("day")[-1:]
        # sudo: the name of a colleague, who may work for a company the user does not see
        why = self._get_wait_words(verdict, everywhere, last.day, last.sudo().user_id.name)
        words = self.env._("From %(day)s: %(why)s", day=self._say_day(verdict.next_day), why=why)
        return "postponed", verdict.next_day, words

    def _get_channel_refusal(self, verdict):
        reason = self._get_reason_words(verdict.reason.value)
        if self.contact_state != "must_not":  # a personal contact is warned of only
            return self.env._("No solicitation: %(reason)s", reason=reason)
        return self.env._("Not to be contacted: %(reason)s", reason=reason)

    # ------------------------------------------------------------------
    # Strip
    # ------------------------------------------------------------------

    def _get_card_lanes(self, channels, case, touches):
        """One lane for e-mail and for each channel that was used: its contacts and the days that its rules block."""
        by_channel = touches.grouped("channel_id")
        shown = channels.filtered(lambda channel: channel.code == "email" or channel in by_channel)
        shown |= touches.channel_id
        end = case.day + relativedelta(months=MONTHS_AHEAD)
        return [
            {
                "code": channel.code,
                "name": channel.name,
                "blocked": [
                    [_iso(low), _iso(high)]
                    for low, high in blocked_days(case.policy, case.history, channel.code, case.day, end)
                ],
                "touches": [self._get_card_touch(touch) for touch in by_channel.get(channel, ())],
            }
            for channel in shown.sorted()
        ]

    def _get_card_touch(self, touch):
        """What the strip says of one contact."""
        is_in = touch.direction == "in"
        is_planned = touch.state == "reserved" and not is_in
        kind = "state" if is_planned else "direction"
        parts = [
            self._say_day(touch.day),
            touch.channel_id.name,
            dict(touch._fields[kind]._description_selection(self.env))[touch[kind]],
            touch.summary,
            # sudo: the name of a colleague, who may work for a company the user does not see
            not is_in and touch.sudo().user_id.name,
        ]
        return {
            "day": _iso(touch.day),
            "direction": touch.direction,
            "planned": is_planned,
            "counts": touch.is_counted and not is_in,
            "words": " · ".join(part for part in parts if part),
        }


def _iso(day):
    return day.isoformat() if day else False

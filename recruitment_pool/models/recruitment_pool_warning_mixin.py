from odoo import api, models
from odoo.tools import format_date

OBJECTIONS = ("erased", "opted_out", "never_contact")
WAITS = ("paused", "cap")
NAMES_SHOWN = 5


class RecruitmentPoolWarningMixin(models.AbstractModel):
    """What a recruiter is told before contacting people himself: he decides, not the cadence."""

    _name = "recruitment.pool.warning.mixin"
    _description = "Warnings Before a Contact"

    def _get_contact_warnings(self, channel, is_from_us=True):
        """What speaks against a contact today, as two sentences, each False where nothing does.

        :param channel: record of ``recruitment.contact.channel``
        :param is_from_us: False: the person comes to us, only the last contact is said
        :return: (warning, objection); an objection asks for a reason
        """
        people = self._origin._filtered_access("read")
        if not people or not channel:
            return False, False
        reasons = people._get_contact_reasons(channel) if is_from_us else {}
        if len(people) == 1:
            warning = people._get_warning_of_one(*reasons.get(people.id, ("", False)))
        else:
            warning = people._get_warning_of_many(reasons)
        return warning, people._get_objection(reasons)

    def _get_contact_reasons(self, channel):
        """{member id: (reason, next day)} that a solicitation on this channel would meet today."""
        # sudo: which type a recruiter's contact has is no choice of the user
        personal = self.env.ref("recruitment_pool.message_type_personal").sudo()
        verdicts = self._dry_run(self.ids, channel.code, personal)
        return {member_id: (reason, day) for member_id, (_state, reason, day) in verdicts.items()}

    def _get_warning_of_one(self, reason, next_day):
        self.ensure_one()
        sentences = []
        if touch := self.last_touch_id:
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

    @api.model
    def _get_warning_of_many(self, reasons):
        early = self.browse(member_id for member_id, (reason, _day) in reasons.items() if reason in WAITS)
        return bool(early) and self.env._(
            "%(count)s of %(total)s were contacted recently or are to be left in peace: %(names)s.",
            count=len(early),
            total=len(reasons),
            names=early._get_some_names(),
        )

    @api.model
    def _get_objection(self, reasons):
        objecting = self.browse(member_id for member_id, (reason, _day) in reasons.items() if reason in OBJECTIONS)
        if not objecting:
            return False
        return self.env._(
            "Not to be contacted: %(names)s (%(reason)s). Say why it was done all the same.",
            names=objecting._get_some_names(),
            reason=", ".join(sorted({self._get_reason_words(reasons[member.id][0]) for member in objecting})),
        )

    def _get_some_names(self):
        """The first names, for a sentence: 'Ada, Bob, Eve...'."""
        names = ", ".join(self[:NAMES_SHOWN].mapped("name"))
        return f"{names}..." if len(self) > NAMES_SHOWN else names

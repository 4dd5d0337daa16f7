from odoo import api, fields, models
from odoo.tools import format_date

from ..cadence import Reason


class RecruitmentPoolSentenceMixin(models.AbstractModel):
    """The engine's verdicts in the words of the user."""

    _name = "recruitment.pool.sentence.mixin"
    _description = "Cadence of Pool Members in Words"

    cadence_sentence = fields.Char(string="Next Contact", compute="_compute_cadence_sentence")

    @api.depends("contact_state", "contact_day")
    @api.depends_context("lang")
    def _compute_cadence_sentence(self):
        channels = self._get_all_channels()
        verdicts = self._decide_now("email", self.env.ref("recruitment_pool.message_type_newsletter"))
        for member in self:
            member.cadence_sentence = member.id in verdicts and member._get_cadence_sentence(
                *verdicts[member.id], channels
            )

    @api.model
    def _get_all_channels(self):
        """Archived ones too: rules may name them."""
        channels = self.env["recruitment.contact.channel"].with_context(active_test=False)
        return channels.search([])  # pylint: disable=no-search-all; a dozen

    @api.model
    def _get_reason_words(self, reason):
        """The engine's reason codes in the words of the user."""
        return dict(self.env["mail.mail"]._fields["cadence_reason"]._description_selection(self.env)).get(
            reason, reason
        )

    def _get_no_email_sentence(self):
        if not self.email:
            return self.env._("Cannot be contacted by e-mail: there is no address.")
        return self.env._("Cannot be contacted by e-mail: %(email)s is no valid address.", email=self.email)

    def _get_cadence_sentence(self, verdict, history, channels):
        """One sentence on when and why this person may be contacted next by e-mail."""
        self.ensure_one()
        if not verdict.is_allowed and not verdict.next_day:
            return self._get_refusal_sentence(self._get_reason_words(verdict.reason.value))
        if not self.email_normalized:
            return self._get_no_email_sentence()
        if verdict.is_allowed and self.contact_state == "overdue":
            return self.env._(
                "May be contacted by e-mail today; a personal contact was due on %(day)s.",
                day=format_date(self.env, self.contact_day),
            )
        if verdict.is_allowed:
            return self.env._("May be contacted by e-mail today.")
        counted = [history[key].day for key in verdict.counted if key in history]
        return self.env._(
            "By e-mail from %(day)s: %(why)s.",
            day=self._say_day(verdict.next_day),
            why=self._get_wait_words(verdict, channels, max(counted, default=None)),
        )

    def _get_refusal_sentence(self, reason):
        """What no waiting cures: whether everything is refused, or only this kind of message."""
        if self.contact_state == "must_not":
            return self.env._("Must not be contacted: %(reason)s.", reason=reason)
        return self.env._("No newsletter by e-mail: %(reason)s.", reason=reason)

    @api.model
    def _get_wait_words(self, verdict, channels, last_day, user_name=False):
        """Why a person waits: a pause, or the rule that binds and the last contact that it counted.

        :param channels: those that a rule may name
        :param last_day: day of that contact, empty where the rule counted none
        :param user_name: who made that contact, where the reader may know
        """
        if verdict.reason == Reason.PAUSED:
            return self.env._("paused until then")
        channel = channels.filtered(lambda channel: channel.code == verdict.rule.channel)
        words = self.env["recruitment.contact.policy.rule"]._get_words(
            verdict.rule.limit, verdict.rule.window_days, channel
        )
        if not last_day:
            return words
        values = {"rule": words, "last": self._say_day(last_day), "user": user_name}
        if user_name:
            return self.env._("%(rule)s, last one on %(last)s by %(user)s", **values)
        return self.env._("%(rule)s, last one on %(last)s", **values)

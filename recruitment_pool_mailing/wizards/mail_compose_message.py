import logging
from collections import Counter

from odoo import models

from odoo.addons.recruitment_pool.wizards.recruitment_pool_composer_mixin import MEMBER_MODEL, POOL_MODELS

from ..models.mailing_trace import VERDICT_FIELDS

_logger = logging.getLogger(__name__)


class MailComposeMessage(models.TransientModel):
    _inherit = "mail.compose.message"

    def _get_pool_door(self):
        """A mailing answers for what it sends: its type, its company, its origin.

        Only where the sender chose another stance in the composer itself, which may
        create a mailing just to have statistics, that choice holds.
        """
        chosen = self.pool_message_type_id.sudo()  # sudo: any user may compose
        if self.mass_mailing_id and chosen.stance in (False, "solicitation"):
            return self.mass_mailing_id._get_pool_door()
        return super()._get_pool_door()

    def _prepare_mailing_values(self):
        """The mailing that a composer creates for itself is of the composer's type."""
        values = super()._prepare_mailing_values()
        if self.pool_message_type_id.sudo().stance == "solicitation":
            values["pool_message_type_id"] = self.pool_message_type_id.id
        return values

    def _prepare_mail_values_mailing_traces(self, mail_values_all):
        """Here the values of mail and trace are at hand together, before either exists.

        For those left out there will be no mail: the trace alone says why.
        """
        traces = super()._prepare_mail_values_mailing_traces(mail_values_all)
        for res_id, mail_values in mail_values_all.items():
            traces[res_id].update({name: mail_values[name] for name in VERDICT_FIELDS if name in mail_values})
        return traces

    # Whom the cadence would leave out is decided on as everybody, but not rendered before

    def _action_send_mail_mass_mail(self, res_ids, auto_commit=False):
        """Foresee for the whole list, in one statement, whose body is most likely written for nothing."""
        suspects = self._find_suspects(res_ids)
        composer = self.with_context(pool_suspect_ids=suspects) if suspects else self
        return super(MailComposeMessage, composer)._action_send_mail_mass_mail(res_ids, auto_commit=auto_commit)

    def _find_suspects(self, res_ids):
        """Ids of the records whose person the cadence would leave out now: a guess, the gate decides."""
        door = self._get_open_pool_door()
        has_own_recipients = self.template_id or self.partner_ids
        if not door or not self._is_mass_mailing() or has_own_recipients or self.model not in POOL_MODELS:
            return frozenset()
        if door.company.pool_mode == "observe":
            return frozenset()
        try:
            with self.env.cr.savepoint():
                members = self.mass_mailing_id._get_pool_members(self.env[self.model].browse(res_ids))
                ids = list({member_id for member_id in members.values() if member_id})
                verdicts = self.env[MEMBER_MODEL]._dry_run(ids, "email", door.message_type, door.origin)
        except Exception:
            _logger.exception("Mailing %s renders also whom it may leave out", self.mass_mailing_id.id)
            return frozenset()
        refused = {member_id for member_id, (_state, reason, _day) in verdicts.items() if reason}
        return frozenset(res_id for res_id, member_id in members.items() if member_id in refused)

    def _prepare_mail_values_dynamic(self, res_ids):
        """Of those who are likely left out, the recipients only.

        Odoo tells doubles within a batch by their text: whose address another record of
        the batch has too is rendered all the same.
        """
        suspects = self.env.context.get("pool_suspect_ids")
        if not isinstance(suspects, frozenset):  # by RPC nobody says whom the cadence suspects
            suspects = frozenset()
        suspect_ids = [res_id for res_id in res_ids if res_id in suspects]
        if not suspect_ids:
            return super()._prepare_mail_values_dynamic(res_ids)
        other_ids = [res_id for res_id in res_ids if res_id not in suspects]
        values_all = super()._prepare_mail_values_dynamic(other_ids) if other_ids else {}
        values_all.update(self._prepare_unrendered_values(suspect_ids))
        recipients = self._get_recipients_data(values_all)
        times = Counter(email for info in recipients.values() for email in set(info["mail_to_normalized"]))
        doubles = [
            res_id
            for res_id in suspect_ids
            if any(times[email] > 1 for email in recipients[res_id]["mail_to_normalized"])
        ]
        if doubles:
            values_all.update(super()._prepare_mail_values_dynamic(doubles))
        return values_all

    def _prepare_unrendered_values(self, res_ids):
        """What deciding needs to know of a mail: whom it goes to."""
        return {
            res_id: {**values, "res_id": res_id, "pool_is_unrendered": True}
            for res_id, values in self._prepare_recipient_values(res_ids).items()
        }

    def _process_mail_values_state(self, mail_values_dict):
        """Render now whoever is not left out after all."""
        mail_values_dict = super()._process_mail_values_state(mail_values_dict)
        late_ids = [
            res_id
            for res_id, values in mail_values_dict.items()
            if values.pop("pool_is_unrendered", False)
            and values.get("state") != "cancel"
            and not values.get("pool_drop")
        ]
        if late_ids:
            composer = self.with_context(pool_suspect_ids=frozenset())
            for res_id, values in composer._prepare_mail_values_dynamic(late_ids).items():
                mail_values_dict[res_id].update(values)
        return mail_values_dict

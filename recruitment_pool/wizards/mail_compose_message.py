import logging

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command

from ..door import PoolDoor, Request

_logger = logging.getLogger(__name__)

# Mails in bulk on these documents speak for the company as an employer.
MEMBER_MODEL = "recruitment.pool.member"
POOL_MODELS = (MEMBER_MODEL, "hr.applicant")
# What Odoo writes of itself: mails of a stage and the like, which are owed.
BY_ODOO = ("auto_comment", "notification")


class MailComposeMessage(models.TransientModel):
    _inherit = "mail.compose.message"

    pool_message_type_id = fields.Many2one(
        "recruitment.message.type",
        string="Message Type",
        domain="[('stance', 'in', ('solicitation', 'personal', 'transactional'))]",
        help="Says whether the contact cadence applies to this message.",
    )

    @api.constrains("pool_message_type_id", "composition_mode")
    def _check_pool_message_type(self):
        """What goes past every cap and objection is not for everybody to send in bulk."""
        user = self.env.user
        is_manager = user._is_superuser() or user.has_group("recruitment_pool.group_pool_manager")
        for composer in self.filtered(lambda c: c.composition_mode == "mass_mail"):
            # sudo: any user may compose, the type is a fact of the message
            message_type = composer.pool_message_type_id.sudo()
            if message_type.stance == "inbound":
                raise ValidationError(
                    self.env._(
                        "%(type)s: that comes from the person and is nothing to send. Choose another message type.",
                        type=message_type.name,
                    )
                )
            if not is_manager and message_type.stance == "transactional":
                raise ValidationError(
                    self.env._(
                        "A transactional message goes past the cadence and past objections: only a pool manager "
                        "may send one to several people. Choose another message type, or ask a manager."
                    )
                )

    def _get_pool_door(self):
        """Say whether the pool answers for this message, and how it is to be decided.

        :return: ``door.PoolDoor``, or None: not ours, or transactional
        """
        self.ensure_one()
        if self.composition_mode != "mass_mail" or self.message_type in BY_ODOO:
            return None
        message_type = self.pool_message_type_id
        if not message_type and self.model in POOL_MODELS:
            message_type = self.env.ref("recruitment_pool.message_type_company_news")
        # sudo: any user may compose, the type is a fact of the message
        message_type = message_type.sudo()
        if message_type.stance not in ("solicitation", "personal"):
            return None
        return PoolDoor(message_type, self.record_company_id or self.env.company)

    def _get_open_pool_door(self):
        """The door, unless the pool is empty: then mails go as if we were not there."""
        if self.env["recruitment.pool.member"]._is_pool_empty():
            return None
        return self._get_pool_door()

    def _action_send_mail_mass_mail(self, res_ids, auto_commit=False):
        """No server is spoken to under the locks of the gate, and locks come in one order.

        Without auto-commit all batches are one transaction: two of these would take
        their locks crosswise, so all are taken here, before the first batch. The
        queue is woken instead of sending at once.
        """
        door = self._get_open_pool_door()
        if not door:
            return super()._action_send_mail_mass_mail(res_ids, auto_commit=auto_commit)
        self.force_send = False
        if not auto_commit:
            self._lock_pool_people(res_ids, door)
        mails = super()._action_send_mail_mass_mail(res_ids, auto_commit=auto_commit)
        # sudo: senders have no right on scheduled actions, waking one is harmless
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()
        return mails

    def _lock_pool_people(self, res_ids, door):
        requests = self._prepare_pool_requests(self._prepare_recipient_values(res_ids))
        # sudo: senders have no right on the ledger
        gate = self.env["recruitment.pool.gate"].sudo()
        people = gate._resolve(requests, door.company)
        if people:
            gate._lock({member_id for ids in people.values() for member_id in ids})

    def _prepare_recipient_values(self, res_ids):
        """{record id: values of a mail that say whom it goes to}, as Odoo works them out batch by batch later."""
        found = {}
        if self.template_id:
            as_partners = self.env.context.get("mail_composer_force_partners", True)
            found = self._generate_template_for_composer(
                res_ids, ["email_to", "email_cc", "partner_ids"], find_or_create_partners=as_partners
            )
        elif not self.partner_ids:
            found = self.env[self.model].browse(res_ids)._message_get_default_recipients()
        values = {}
        for res_id in res_ids:
            recipients = found.get(res_id, {})
            partner_ids = {*recipients.get("partner_ids", ()), *self.partner_ids.ids}
            links = [Command.link(partner_id) for partner_id in partner_ids]
            values[res_id] = {"email_to": recipients.get("email_to"), "recipient_ids": links}
        return values

    def _get_blacklist_record_ids(self, mail_values_dict, recipients_info=None):
        """Ask the blocklist about the addresses really used too.

        Odoo looks up a document's own address and writes to its contact's.
        """
        blocked_ids = super()._get_blacklist_record_ids(mail_values_dict, recipients_info)
        if recipients_info and self.use_exclusion_list and self._get_open_pool_door():
            addresses_of = {res_id: set(info["mail_to_normalized"]) for res_id, info in recipients_info.items()}
            # sudo: senders need no right on the blocklist, as in Odoo's own look
            blocklist = self.env["mail.blacklist"].sudo()
            blocked = blocklist.search([("email", "in", sorted(set().union(*addresses_of.values())))])
            addresses = set(blocked.mapped("email"))
            blocked_ids |= {res_id for res_id, used in addresses_of.items() if used & addresses}
        return blocked_ids

    def _process_mail_values_state(self, mail_values_dict):
        """Ask the gate about whoever Odoo would still mail, on the addresses really used.

        ``super()`` has decided on blacklist, opt-out, missing addresses and
        duplicates: those stay its own. One call for the whole batch.
        """
        mail_values_dict = super()._process_mail_values_state(mail_values_dict)
        door = self._get_open_pool_door()
        live = {
            res_id: values
            for res_id, values in mail_values_dict.items()
            if values.get("state") not in ("cancel", "exception")
        }
        if not live:
            return mail_values_dict
        if not door:
            self._record_transactional(live)
            return mail_values_dict
        try:
            with self.env.cr.savepoint():
                answers = self._ask_gate(door, live)
        except Exception:
            # Held, never let out: Odoo's own Retry asks again.
            _logger.exception("The cadence could not decide on %s mails", len(live))
            for values in live.values():
                values.update(state="exception", failure_type="unknown", cadence_reason="error")
            return mail_values_dict
        for res_id, values in live.items():
            self._apply_answer(values, answers[res_id])
        return mail_values_dict

    def _ask_gate(self, door, mail_values_dict):
        return self.env["recruitment.pool.gate"]._decide(
            self._prepare_pool_requests(mail_values_dict),
            "email", door.message_type, door.origin, door.company, door.user,
        )  # fmt: skip

    def _record_transactional(self, mail_values_dict):
        """Write down what is owed to people of the pool: mails of a stage, and what a manager calls transactional."""
        is_by_odoo = self.message_type in BY_ODOO and self.model in POOL_MODELS
        # sudo: any user may compose, the type is a fact of the message
        is_owed = is_by_odoo or self.pool_message_type_id.sudo().stance == "transactional"
        if not is_owed or self.composition_mode != "mass_mail" or self.env[MEMBER_MODEL]._is_pool_empty():
            return
        company = self.record_company_id or self.env.company
        touches = self.env["recruitment.pool.gate"]._record(self._prepare_pool_requests(mail_values_dict), company)
        for res_id, reserved in touches.items():
            mail_values_dict[res_id]["pool_touch_ids"] = [Command.set(reserved.ids)]

    def _prepare_pool_requests(self, mail_values_dict):
        """The mails as the gate is asked about them; of one to a member, that member is meant too.

        Whose address is not among the keys any more, or was taken over by somebody else,
        must not slip through.
        """
        recipients = self._get_recipients_data(mail_values_dict)
        return [
            Request(
                ref=res_id,
                emails=tuple(recipients[res_id]["mail_to_normalized"]),
                partner_ids=tuple(command[1] for command in values.get("recipient_ids") or () if command[1]),
                member_ids=(res_id,) if self.model == MEMBER_MODEL else (),
                res_model=self.model,
                res_id=res_id,
            )
            for res_id, values in mail_values_dict.items()
        ]

    def _apply_answer(self, values, answer):
        """Write the gate's answer into the values of one mail."""
        if not answer.is_known:
            return
        if answer.reason:
            values.update(
                cadence_reason=answer.reason,
                cadence_next_day=answer.next_day or False,
                cadence_is_observed=answer.is_observed,
            )
        if answer.is_same_document:
            values["pool_drop"] = True
        elif answer.is_allowed:
            values["pool_touch_ids"] = [Command.set(answer.touch_ids)]
        else:
            is_double = answer.reason == "already_reached"
            values.update(
                state="cancel",
                failure_type="mail_dup" if is_double else "mail_contact_policy",
                # The chatter tells what was sent, not what was not.
                is_notification=False,
            )

    def _manage_mail_values(self, mail_values_all):
        """Drop what a parallel process is sending: the other one has mail and trace."""
        return super()._manage_mail_values(
            {res_id: values for res_id, values in mail_values_all.items() if not values.pop("pool_drop", False)}
        )

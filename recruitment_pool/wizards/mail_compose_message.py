import logging

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..door import PoolDoor
from .recruitment_pool_composer_mixin import BY_ODOO, MEMBER_MODEL, POOL_MODELS

_logger = logging.getLogger(__name__)

# What Odoo and the gate ask once a batch is the same for few and for many: by Odoo's 50 a guarded mailing takes
# 1.2 times as long as Odoo's own, by 200 about as long. Who else writes to these people waits half a second.
GUARDED_BATCH = 200


class MailComposeMessage(models.TransientModel):
    _name = "mail.compose.message"
    _inherit = ["mail.compose.message", "recruitment.pool.composer.mixin"]

    pool_message_type_id = fields.Many2one(
        "recruitment.message.type",
        string="Message Type",
        domain="[('stance', 'in', ('solicitation', 'personal', 'transactional'))]",
        help="Says whether the contact cadence applies to this message.",
    )
    pool_warning = fields.Char(compute="_compute_pool_warning")
    pool_objection = fields.Char(compute="_compute_pool_warning")
    pool_reason = fields.Char(string="Why All the Same")

    @property
    def _batch_size(self):
        """Mails of one transaction, unless the system parameter ``mail.batch_size`` says how many."""
        is_guarded = len(self) == 1 and self._get_open_pool_door()
        return GUARDED_BATCH if is_guarded else super()._batch_size

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

    def action_send_mail(self):
        """What a user sends is no message of Odoo's own, which goes past the cadence: that one calls no button."""
        self.filtered(
            lambda c: c.composition_mode == "mass_mail" and c.message_type in BY_ODOO
        ).message_type = "comment"
        return super().action_send_mail()

    def _action_send_mail_mass_mail(self, res_ids, auto_commit=False):
        """No server is spoken to under the locks of the gate, and locks come in one order.

        Without auto-commit all batches are one transaction: two of these would take
        their locks crosswise, so all are taken here, before the first batch. The
        queue is woken instead of sending at once, and what follows the ledger with it.
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
        self.env["recruitment.pool.member"]._trigger_refresh()
        return mails

    def _get_blacklist_record_ids(self, mail_values_dict, recipients_info=None):
        """Ask the blocklist about the addresses really used too.

        Odoo looks up the own address of a document that has one, and writes to its contact's.
        Here it shows what it has parsed, which the gate is asked about: that is kept until then.
        """
        blocked_ids = super()._get_blacklist_record_ids(mail_values_dict, recipients_info)
        if not recipients_info or self.env[MEMBER_MODEL]._is_pool_empty():
            return blocked_ids
        for res_id, recipients in recipients_info.items():
            mail_values_dict[res_id]["pool_recipients"] = recipients
        has_own = isinstance(self.env[self.model], self.pool["mail.thread.blacklist"])
        if not self.use_exclusion_list or not has_own:
            return blocked_ids
        others_of = {
            record.id: set(recipients_info[record.id]["mail_to_normalized"]) - {record.email_normalized}
            for record in self.env[self.model].browse(recipients_info)
        }
        others = set().union(*others_of.values())
        if others and self._get_open_pool_door():
            # sudo: senders need no right on the blocklist, as in Odoo's own look
            blocked = set(self.env["mail.blacklist"].sudo().search([("email", "in", sorted(others))]).mapped("email"))
            blocked_ids |= {res_id for res_id, used in others_of.items() if used & blocked}
        return blocked_ids

    def _process_mail_values_state(self, mail_values_dict):
        """Ask the gate about whoever Odoo would still mail, on the addresses really used.

        ``super()`` has decided on blacklist, opt-out, missing addresses and
        duplicates: those stay its own. One call for the whole batch.
        """
        mail_values_dict = super()._process_mail_values_state(mail_values_dict)
        asked = mail_values_dict.items()
        recipients = {res_id: values.pop("pool_recipients") for res_id, values in asked if "pool_recipients" in values}
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
                answers = self._ask_gate(door, live, recipients)
        except Exception:
            # Held, never let out: Odoo's own Retry asks again.
            _logger.exception("The cadence could not decide on %s mails", len(live))
            for values in live.values():
                values.update(state="exception", failure_type="unknown", cadence_reason="error")
            return mail_values_dict
        for res_id, values in live.items():
            self._apply_answer(values, answers[res_id])
        return mail_values_dict

    def _manage_mail_values(self, mail_values_all):
        """Drop what a parallel process is sending: the other one has mail and trace."""
        return super()._manage_mail_values(
            {res_id: values for res_id, values in mail_values_all.items() if not values.pop("pool_drop", False)}
        )

    # A recruiter writes to one person himself: he is told what speaks against it

    @api.depends("model", "res_ids", "composition_mode", "subtype_is_log")
    def _compute_pool_warning(self):
        for composer in self:
            composer.pool_warning = composer.pool_objection = False
            if person := composer._get_pool_person():
                channel = self.env.ref("recruitment_pool.channel_email").sudo()  # sudo: which channel a mail is
                is_from_us = not person._has_written_lately()
                composer.pool_warning, composer.pool_objection = person._get_contact_warnings(channel, is_from_us)

    def _get_pool_person(self):
        """The one person written to, whom the user may see; None for notes, and for what is sent in bulk."""
        if self.model != MEMBER_MODEL or self.composition_mode != "comment" or self.subtype_is_log:
            return None
        person = self.env[MEMBER_MODEL].browse(self._evaluate_res_ids())
        return person if len(person) == 1 and person.has_access("write") else None

    def _action_send_mail_comment(self, res_ids):
        """Past an objection with a reason only, which the ledger keeps."""
        if not self.pool_objection:
            return super()._action_send_mail_comment(res_ids)
        if not (self.pool_reason or "").strip():
            raise UserError(self.pool_objection)
        composer = self.with_context(pool_reason=self.pool_reason)
        return super(MailComposeMessage, composer)._action_send_mail_comment(res_ids)

    def _action_schedule_message(self):
        """Not past an objection: the message would leave without its reason."""
        if any(self.mapped("pool_objection")):
            raise UserError(
                self.env._(
                    "Who objects is written to with a reason only, which a message sent later does not keep: "
                    "send it at once."
                )
            )
        return super()._action_schedule_message()

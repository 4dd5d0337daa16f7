from collections import defaultdict

from odoo import models
from odoo.fields import Command

from ..door import Request

# Mails in bulk on these documents speak for the company as an employer.
MEMBER_MODEL = "recruitment.pool.member"
POOL_MODELS = (MEMBER_MODEL, "hr.applicant")
# What Odoo writes of itself: mails of a stage and the like, which are owed.
BY_ODOO = ("auto_comment", "notification")


class RecruitmentPoolComposerMixin(models.AbstractModel):
    """What a composer asks the gate, and does with the answers."""

    _name = "recruitment.pool.composer.mixin"
    _description = "Composer to the Pool"

    def _lock_pool_people(self, res_ids, door):
        requests = self._prepare_pool_requests(self._prepare_recipient_values(res_ids))
        # sudo: senders have no right on the ledger
        gate = self.env["recruitment.pool.gate"].sudo()
        people = set()
        for company, own in self._split_by_company(requests, door.company, door.origin):
            people.update(*gate._resolve(own, company).values())
        if people:
            gate._lock(people)

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

    def _ask_gate(self, door, mail_values_dict, recipients):
        # A mailing lends all its touches its own name.
        requests = self._prepare_pool_requests(mail_values_dict, recipients, is_named=not door.origin)
        answers = {}
        for company, own in self._split_by_company(requests, door.company, door.origin):
            gate = self.env["recruitment.pool.gate"]
            answers |= gate._decide(own, "email", door.message_type, door.origin, company, door.user)
        return answers

    def _split_by_company(self, requests, company, origin=None):
        """(company, requests) pairs: what is written to several people is decided on as their companies say.

        Not as the one the sender happens to work in, which may only observe, and knows none of the others'
        people. A mailing has a company of its own, and goes to its people only.
        """
        if origin or self.model not in POOL_MODELS:
            return [(company, requests)]
        # sudo: whose documents these are is a fact
        documents = self.env[self.model].sudo().browse([request.res_id for request in requests])
        by_company = defaultdict(list)
        for request, document in zip(requests, documents, strict=True):
            by_company[document.company_id.sudo(False) or company].append(request)
        return by_company.items()

    def _prepare_pool_requests(self, mail_values_dict, recipients=None, is_named=False):
        """The mails as the gate is asked about them; of one to a member, that member is meant too.

        Whose address is not among the keys any more, or was taken over by somebody else,
        must not slip through. ``is_named``: the ledger calls each by its subject;
        ``recipients``: what ``_get_recipients_data`` says, where that is known already.
        """
        recipients = recipients or self._get_recipients_data(mail_values_dict)
        return [
            Request(
                ref=res_id,
                emails=tuple(recipients[res_id]["mail_to_normalized"]),
                partner_ids=tuple(command[1] for command in values.get("recipient_ids") or () if command[1]),
                member_ids=(res_id,) if self.model == MEMBER_MODEL else (),
                res_model=self.model,
                res_id=res_id,
                summary=is_named and values.get("subject") or None,
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
            values["pool_touch_keys"] = answer.touch_ids
        else:
            is_double = answer.reason == "already_reached"
            values.update(
                state="cancel",
                failure_type="mail_dup" if is_double else "mail_contact_policy",
                # The chatter tells what was sent, not what was not.
                is_notification=False,
            )

    def _record_transactional(self, mail_values_dict):
        """Write down what is owed to people of the pool: mails of a stage, and what a manager calls transactional."""
        is_by_odoo = self.message_type in BY_ODOO and self.model in POOL_MODELS
        # sudo: any user may compose, the type is a fact of the message
        is_owed = is_by_odoo or self.pool_message_type_id.sudo().stance == "transactional"
        if not is_owed or self.composition_mode != "mass_mail" or self.env[MEMBER_MODEL]._is_pool_empty():
            return
        requests = self._prepare_pool_requests(mail_values_dict, is_named=True)
        touches = {}
        for company, own in self._split_by_company(requests, self.record_company_id or self.env.company):
            touches |= self.env["recruitment.pool.gate"]._record(own, company)
        for res_id, reserved in touches.items():
            mail_values_dict[res_id]["pool_touch_keys"] = reserved.ids

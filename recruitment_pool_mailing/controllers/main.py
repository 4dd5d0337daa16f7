from odoo.http import request

from odoo.addons.mass_mailing.controllers.main import MassMailController


class PoolMassMailController(MassMailController):
    def _mailing_unsubscribe_from_document(self, mailing, document_id, email, hash_token):
        """For people of the pool an objection to our news, not Odoo's blocklist.

        The blocklist would also stop what the person asked for: reminders of an
        event, mails of an interview. Core has checked the token. Unknown people are
        left to core.
        """
        members = request.env["recruitment.pool.member"]
        if mailing._is_pool_guarded():
            # sudo: the link is the authority, its reader has no account. Without a token
            # it is a user's own link: the number in it says nothing.
            members = members.sudo()._object_to_mailing(mailing, hash_token and document_id, email)
        if not members:
            return super()._mailing_unsubscribe_from_document(mailing, document_id, email, hash_token)
        values = self._prepare_mailing_subscription_values(mailing, document_id, email, hash_token)
        values["unsubscribed_name"] = request.env._(
            "You will not receive our news any more. Messages about an application or an "
            "event you registered for still reach you."
        )
        return request.render("mass_mailing.page_mailing_unsubscribe", values)

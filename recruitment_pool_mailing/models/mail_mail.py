from contextlib import suppress

from psycopg2.errors import InFailedSqlTransaction

from odoo import api, fields, models
from odoo.fields import Domain

from .recruitment_pool_mailing_mixin import GUARDED_DOMAIN


class MailMail(models.Model):
    _inherit = "mail.mail"

    @api.model
    def process_email_queue(self, email_ids=(), batch_size=1000):
        """Wake the queue again while mails of our mailings wait and some left.

        Odoo's queue stops after one batch and waits for its next hour: its progress
        is never counted (``env.get("ir_cron")`` names no model). Only what was really
        sent wakes it: a server that refuses everything must not be asked again at
        once, nor a queue that does not move.
        """
        if email_ids or "filters" in self.env.context:
            return super().process_email_queue(email_ids=email_ids, batch_size=batch_size)
        newest = self.search([], order="id desc", limit=1).id or 0
        waiting, failed = self._count_queue(newest)
        result = super().process_email_queue(batch_size=batch_size)
        # Odoo's queue swallows any error; after one of the database nothing more can be asked.
        with suppress(InFailedSqlTransaction):
            self._wake_queue_again(newest, waiting, failed)
        return result

    @api.model
    def _wake_queue_again(self, newest, waiting, failed):
        """Wake the queue while ours wait, if some left since ``waiting`` and ``failed`` were counted."""
        # sudo: whether any waits; an administrator who runs the queue may not search by touches
        if waiting and self.sudo().search_count(self._get_guarded_queue_domain(), limit=1):
            waiting_now, failed_now = self._count_queue(newest)
            if waiting - waiting_now > failed_now - failed:
                # sudo: waking a scheduled action is harmless
                self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()

    @api.model
    def _get_queue_domain(self):
        """What Odoo's queue would send now."""
        return Domain("state", "=", "outgoing") & (
            Domain("scheduled_date", "=", False) | Domain("scheduled_date", "<=", fields.Datetime.now())
        )

    @api.model
    def _get_guarded_queue_domain(self):
        return self._get_queue_domain() & (
            Domain("mailing_id", "any", GUARDED_DOMAIN) | Domain("pool_touch_keys", "!=", False)
        )

    @api.model
    def _count_queue(self, newest):
        """(waiting, failed) mails up to the id ``newest``: later ones would blur the count."""
        old = Domain("id", "<=", newest)
        return (
            self.search_count(self._get_queue_domain() & old),
            self.search_count(Domain("state", "=", "exception") & old),
        )

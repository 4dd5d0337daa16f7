import logging

from odoo import api, models

_logger = logging.getLogger(__name__)


class RecruitmentPoolGate(models.AbstractModel):
    _inherit = "recruitment.pool.gate"

    @api.model
    def _record(self, requests, company=None, origin=None, summary=None):
        """Reserve a touch for each transactional mail, which brings it to its end: neither locked nor decided.

        Whatever happens here the mails go: they are owed.

        :param requests: list of ``door.Request``
        :param origin: (model, id) of the document the mails come from, or None
        :param summary: what the ledger calls them, or None: as the document or the type
        :return: {ref: touches}, nothing for who is not in the pool
        """
        gate = self.sudo()  # sudo: senders have no right on the ledger
        try:
            with self.env.cr.savepoint():
                people_of = gate._resolve(requests, company or self.env.company)
                if not people_of:
                    return {}
                self.env.flush_all()
                members = {member_id for ids in people_of.values() for member_id in ids}
                people, _histories = gate._read(self.env.cr, members, (None, None))
                transactional = gate.env.ref("recruitment_pool.message_type_transactional")
                known = [request for request in requests if request.ref in people_of]
                common = gate._prepare_touch_values("email", transactional, origin, self.env.user)
                common.update(summary=summary or common["summary"])
                return gate._reserve(known, people_of, people, common)
        except Exception:
            _logger.exception("%s transactional mails could not be written down", len(requests))
            return {}

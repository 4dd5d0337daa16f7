import logging
from collections import defaultdict

from odoo import api, models

from .. import gate_sql

_logger = logging.getLogger(__name__)


class RecruitmentPoolGate(models.AbstractModel):
    _inherit = "recruitment.pool.gate"

    @api.model
    def _prepare_touch_values(self, channel, message_type, origin, user, summary=None):
        """What all touches of a batch have in common.

        :param summary: what the ledger calls them, or None: as the document or the type
        """
        channels = self.env["recruitment.contact.channel"].with_context(active_test=False)
        return {
            "at": self.env.cr.now(),
            "channel_id": channels.search([("code", "=", channel)], limit=1).id,
            "message_type_id": message_type.id,
            "state": "reserved",
            "is_counted": message_type.is_counted,
            "is_warm": message_type.keeps_warm,
            "user_id": user.id,
            "summary": summary or self._get_summary(origin, message_type),
            "origin_model": origin and origin[0],
            "origin_id": origin and origin[1],
        }

    @api.model
    def _reserve(self, requests, people_of, people, common):
        """Write the touches of these requests and of the members named for each: {ref: touches}."""
        owners = [(request, member_id) for request in requests for member_id in people_of.get(request.ref, ())]
        by_ref = defaultdict(lambda: self.env["recruitment.pool.touch"])
        if not owners:
            return by_ref
        rows = [
            {
                **common,
                "member_id": member_id,
                "company_id": people[member_id]["company_id"],
                "day": people[member_id]["today"],
                "policy_version": people[member_id]["hash"],
                "res_model": request.res_model,
                "res_id": request.res_id,
                **self._prepare_own_touch_values(request, common),
            }
            for request, member_id in owners
        ]
        ids = self.env.execute_query(gate_sql.insert_touches(rows, self.env.cr.now(), self.env.uid))
        for (request, _member_id), (touch_id,) in zip(owners, ids, strict=True):
            by_ref[request.ref] += self.env["recruitment.pool.touch"].browse(touch_id)
        # What the ORM has in memory of these people knows nothing of the new touches.
        members = self.env["recruitment.pool.member"].browse(row["member_id"] for row in rows)
        members.invalidate_recordset(["touch_ids"])
        members.modified(["touch_ids"])
        return by_ref

    @api.model
    def _prepare_own_touch_values(self, request, common):
        """What one message does not share with its batch: the columns are those of all."""
        origin_model, origin_id = request.origin or (common["origin_model"], common["origin_id"])
        summary = request.summary or common["summary"]
        return {"summary": summary, "origin_model": origin_model, "origin_id": origin_id}

    @api.model
    def _record(self, requests, company=None):
        """Reserve a touch for each transactional mail, which brings it to its end: neither locked nor decided.

        Whatever happens here the mails go: they are owed.

        :param requests: list of ``door.Request``
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
                common = gate._prepare_touch_values("email", transactional, None, self.env.user)
                touches = gate._reserve(known, people_of, people, common)
                self.env["recruitment.pool.member"]._trigger_refresh()
                return touches
        except Exception:
            _logger.exception("%s transactional mails could not be written down", len(requests))
            return {}

    @api.model
    def _get_summary(self, origin, message_type):
        """What the ledger calls the message once the document itself is gone."""
        if origin and origin[0] in self.env:
            return self.env[origin[0]].browse(origin[1]).display_name
        return message_type.name

from collections import defaultdict

from odoo import api, models

from .. import gate_sql


class RecruitmentPoolGate(models.AbstractModel):
    _inherit = "recruitment.pool.gate"

    @api.model
    def _prepare_touch_values(self, channel, message_type, origin, user):
        """What all touches of a batch have in common."""
        channels = self.env["recruitment.contact.channel"].with_context(active_test=False)
        return {
            "at": self.env.cr.now(),
            "channel_id": channels.search([("code", "=", channel)], limit=1).id,
            "message_type_id": message_type.id,
            "state": "reserved",
            "is_counted": message_type.is_counted,
            "is_warm": message_type.keeps_warm,
            "user_id": user.id,
            "summary": self._get_summary(origin, message_type),
            "origin_model": origin and origin[0],
            "origin_id": origin and origin[1],
        }

    @api.model
    def _reserve(self, requests, people_of, people, common):
        """Write the touches of what goes: {ref: touches}."""
        owners = [(request, member_id) for request in requests for member_id in people_of[request.ref]]
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
        members._wake_refresh()
        return by_ref

    @api.model
    def _get_summary(self, origin, message_type):
        """What the ledger calls the message once the document itself is gone."""
        if origin and origin[0] in self.env:
            return self.env[origin[0]].browse(origin[1]).display_name
        return message_type.name

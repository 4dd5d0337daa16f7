from datetime import timedelta

from odoo import api, models

SENT_DAYS_AGO = 66  # the newsletter of that day in the story of recruitment_pool's demo


class RecruitmentPoolMailingDemoMixin(models.AbstractModel):
    """Demo data that is relative to today: a mailing that was sent once."""

    _name = "recruitment.pool.mailing.demo.mixin"
    _description = "Demo Data of Mailings to the Pool"

    @api.model
    def _load_demo_past(self, mailing_ids):
        """Give the mailing its traces: sent to who has its touch, left out the others."""
        mailing = self.browse(mailing_ids)
        if mailing.state != "draft":
            return
        at = self.env.cr.now() - timedelta(days=SENT_DAYS_AGO)
        categories = self.env["recruitment.pool.category"].search([("id", "child_of", mailing.pool_category_ids.ids)])
        members = self.env["recruitment.pool.member"].search(
            [("email", "!=", False), ("category_ids", "in", categories.ids)]
        )
        # sudo: the ledger takes nothing from users, administrators included
        touches = (
            self.env["recruitment.pool.touch"]
            .sudo()
            .search(
                [
                    ("member_id", "in", members.ids),
                    ("day", "=", at.date()),
                    ("message_type_id", "=", mailing.pool_message_type_id.id),
                ]
            )
        )
        touches.write(
            {
                "origin_model": mailing._name,
                "origin_id": mailing.id,
                "summary": mailing.subject,
                "user_id": mailing.user_id.id,
            }
        )
        self.env["mailing.trace"].create(
            [
                mailing._prepare_demo_trace(member, touches.filtered(lambda t, m=member: t.member_id == m), at)
                for member in members
            ]
        )
        mailing.write({"state": "done", "sent_date": at, "kpi_mail_required": False})

    def _prepare_demo_trace(self, member, touch, at):
        vals = {
            "mass_mailing_id": self.id,
            "model": member._name,
            "res_id": member.id,
            "email": member.email_normalized,
        }
        if touch:
            opened = touch.id % 3 > 0
            return {
                **vals,
                "pool_touch_keys": touch.ids,
                "trace_status": "open" if opened else "sent",
                "sent_datetime": at,
                "open_datetime": opened and at + timedelta(hours=5),
            }
        is_opted_out = member.is_opted_out
        return {
            **vals,
            "trace_status": "cancel",
            "failure_type": "mail_contact_policy",
            "cadence_reason": "opted_out" if is_opted_out else "cap",
            "cadence_next_day": not is_opted_out and (at + timedelta(days=9)).date(),
        }

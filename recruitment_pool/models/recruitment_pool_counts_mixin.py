from collections import defaultdict

from odoo import fields, models
from odoo.fields import Domain


class RecruitmentPoolCountsMixin(models.AbstractModel):
    """What a person's form counts and opens: contacts, e-mails, meetings."""

    _name = "recruitment.pool.counts.mixin"
    _description = "Counts of Pool Members"

    touch_count = fields.Integer(
        string="Number of Contacts", compute="_compute_touch_count", groups="recruitment_pool.group_pool_user"
    )
    email_count = fields.Integer(
        string="Number of E-mails", compute="_compute_touch_count", groups="recruitment_pool.group_pool_user"
    )
    meeting_count = fields.Integer(
        string="Number of Meetings", compute="_compute_meeting_count", groups="recruitment_pool.group_pool_user"
    )

    def _compute_touch_count(self):
        groups = self.env["recruitment.pool.touch"]._read_group(
            [("member_id", "in", self.ids)], ["member_id", "channel_id"], ["__count"]
        )
        email = self.env.ref("recruitment_pool.channel_email")
        counts = defaultdict(dict)
        for member, channel, count in groups:
            counts[member.id][channel] = count
        for member in self:
            by_channel = counts.get(member._origin.id, {})
            member.touch_count = sum(by_channel.values())
            member.email_count = by_channel.get(email, 0)

    def _compute_meeting_count(self):
        """Meetings on the person, on an application, or which the person attends; the user sees the meetings."""
        # sudo: whose they are is counted only; details of private meetings are masked otherwise
        events = self.env["calendar.event"].search(self._get_meeting_domain()).sudo()
        people = self.sudo()
        for member in people:
            member.meeting_count = len(
                events.filtered(
                    lambda event, m=member: (
                        (event.res_model == m._name and event.res_id == m.id)
                        or (event.applicant_id and event.applicant_id in m.applicant_ids)
                        or (m.partner_id and m.partner_id in event.partner_ids)
                    )
                )
            )

    def _get_meeting_domain(self):
        people = self.sudo()  # sudo: links only, which pool users without recruitment rights do not read
        return (
            (Domain("res_model", "=", self._name) & Domain("res_id", "in", self.ids))
            | Domain("applicant_id", "in", people.applicant_ids.ids)
            | Domain("partner_ids", "in", people.partner_id.ids)
        )

    # Actions

    def action_view_touches(self):
        """The contacts of this person, those by one channel when the context filters for it."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("recruitment_pool.recruitment_pool_touch_action"),
            "domain": [("member_id", "=", self.id)],
            "context": self._get_search_defaults(),
        }

    def action_view_meetings(self):
        """The meetings with this person; a new one is on the person too."""
        self.ensure_one()
        self.check_access("read")  # the domain names the applications
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("calendar.action_calendar_event"),
            "domain": list(self._get_meeting_domain()),
            "context": {
                "default_name": self.name,
                "default_res_model": self._name,
                "default_res_id": self.id,
                "default_partner_ids": (self.env.user.partner_id | self.partner_id).ids,
            },
        }

    def _get_search_defaults(self):
        """The filters that the button of a figure asks for."""
        return {key: value for key, value in self.env.context.items() if key.startswith("search_default_")}

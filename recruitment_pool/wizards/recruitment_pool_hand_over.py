from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError

NAMES_SHOWN = 50


class RecruitmentPoolHandOver(models.TransientModel):
    """Give people to another recruiter."""

    _name = "recruitment.pool.hand.over"
    _inherit = ["recruitment.pool.action.mixin"]
    _description = "Hand Over"

    user_id = fields.Many2one(
        "res.users",
        string="To",
        required=True,
        domain=lambda self: [
            ("share", "=", False),
            ("all_group_ids", "in", self.env.ref("recruitment_pool.group_pool_user").id),
        ],
    )
    words = fields.Text(string="Note", help="Kept in the chatter of each person.")
    is_with_activities = fields.Boolean(
        string="Open activities go along", default=True, help="Those of the person in charge until now."
    )
    is_told = fields.Boolean(string="Tell the new person in charge", default=True)

    def action_hand_over(self):
        people = self._get_people()
        self._check_colleague()
        people._hand_over(self.user_id, self.words, self.is_with_activities)
        if self.is_told and self.user_id != self.env.user:
            self._tell()
        return self._notify_done(
            self.env._(
                "%(user)s is now in charge of %(people)s.", user=self.user_id.name, people=people._get_some_names()
            )
        )

    def _check_colleague(self):
        # sudo: which rights and companies a colleague has is not for everybody; only a refusal is said
        colleague = self.sudo().user_id
        if not (colleague.active and colleague.has_group("recruitment_pool.group_pool_user")):
            raise UserError(
                self.env._(
                    "%(user)s does not use the candidate pool and would see nobody there: choose somebody else.",
                    user=colleague.name,
                )
            )
        foreign = self.member_ids.filtered(lambda m: m.company_id and m.company_id not in colleague.company_ids)
        if foreign:
            raise UserError(
                self.env._(
                    "%(user)s does not work for the company of %(people)s and would not see them: choose "
                    "somebody else, or leave these people out.",
                    user=self.user_id.name,
                    people=foreign._get_some_names(),
                )
            )

    def _tell(self):
        """One message, however many people: on the person where there is one only."""
        people = self.member_ids
        body = Markup("<p>%s</p><ul>%s</ul>") % (
            self.words or "",
            Markup("").join(Markup("<li>%s</li>") % member.name for member in people[:NAMES_SHOWN]),
        )
        thread = people if len(people) == 1 else self.env["mail.thread"]
        thread.message_notify(
            subject=self.env._("You are now in charge of %(people)s", people=people._get_some_names()),
            body=body,
            partner_ids=self.user_id.partner_id.ids,
        )

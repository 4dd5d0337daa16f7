from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from .recruitment_pool_action_mixin import STEP_DOMAIN

MONTHS = {"month": 1, "quarter": 3}
LONGEST_YEARS = 10


class RecruitmentPoolPause(models.TransientModel):
    """Leave people in peace until a day, and be reminded of them on that day."""

    _name = "recruitment.pool.pause"
    _inherit = ["recruitment.pool.action.mixin"]
    _description = "Pause Until"

    when = fields.Selection(
        [("month", "In 1 month"), ("quarter", "In 3 months"), ("date", "On a date")],
        required=True,
        default="quarter",
        string="Contact Again",
    )
    date = fields.Date(compute="_compute_date", store=True, readonly=False, precompute=True)
    activity_type_id = fields.Many2one(
        "mail.activity.type",
        string="Reminder",
        domain=STEP_DOMAIN,
        default=lambda self: self.env.ref("mail.mail_activity_data_call", raise_if_not_found=False),
        help="Activity on that day, for the person in charge. Empty: none.",
    )
    words = fields.Char(string="What About")

    @api.depends("when")
    def _compute_date(self):
        today = fields.Date.context_today(self)
        for wizard in self:
            if wizard.when in MONTHS or not wizard.date:
                wizard.date = today + relativedelta(months=MONTHS.get(wizard.when, 3))

    def action_pause(self):
        people = self._get_people()
        today = fields.Date.context_today(self)
        if not self.date or not today < self.date <= today + relativedelta(years=LONGEST_YEARS):
            raise UserError(self.env._("A pause ends on a day to come, at most ten years ahead: check the date."))
        people._pause(self.date, self.activity_type_id, self.words)
        day = format_date(self.env, self.date)
        if len(people) > 1:
            return self._notify_done(
                self.env._("%(count)s people are left in peace until %(day)s.", count=len(people), day=day)
            )
        return self._notify_done(self.env._("%(person)s is left in peace until %(day)s.", person=people.name, day=day))

from odoo import fields, models


class RecruitmentPoolStepsMixin(models.AbstractModel):
    """What comes next with people: an activity, a pause, another person in charge."""

    _name = "recruitment.pool.steps.mixin"
    _description = "Next Steps of Pool Members"

    def write(self, vals):
        result = super().write(vals)
        if "paused_until" in vals:
            self._follow_pause(fields.Date.to_date(vals["paused_until"]))
        return result

    def _schedule_step(self, activity_type, day, words, **values):
        """Put one activity on each person, for who is in charge, by one statement.

        Who gets many at once is not written to for each.
        """
        quick = {"mail_activity_quick_update": True} if len(self) > 1 else {}
        return (
            self.env["mail.activity"]
            .with_context(**quick)
            .create(
                [
                    {
                        "res_model_id": self.env["ir.model"]._get_id(self._name),
                        "res_id": member.id,
                        "activity_type_id": activity_type.id,
                        "date_deadline": day,
                        "summary": words,
                        "user_id": (member.user_id.filtered("active") or self.env.user).id,
                        **values,
                    }
                    for member in self
                ]
            )
        )

    # Pause

    def _get_pause_activities(self):
        return self.env["mail.activity"].search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids), ("is_pool_pause", "=", True)]
        )

    def _follow_pause(self, day):
        """The activity that a pause made goes with it: to another day, or away."""
        activities = self._get_pause_activities()
        if day:
            activities.filtered(lambda activity: activity.date_deadline != day).date_deadline = day
        else:
            activities.unlink()

    def _pause(self, day, activity_type, words):
        """No solicitation before ``day``, with an activity on it where a type is given."""
        self._get_pause_activities().unlink()
        self.paused_until = day
        if activity_type:
            self._schedule_step(activity_type, day, words, is_pool_pause=True)

    def action_end_pause(self):
        """Undo a pause, the activity it made included."""
        self.paused_until = False

    # In charge

    def _hand_over(self, user, words, is_with_activities):
        """Another person in charge, told once and not for each person."""
        quiet = self.with_context(mail_auto_subscribe_no_notify=True, mail_activity_quick_update=True)
        if is_with_activities:
            owners = {member.id: member.user_id for member in self}
            activities = quiet.activity_ids.filtered(lambda activity: activity.user_id == owners[activity.res_id])
            activities.write({"user_id": user.id})
        quiet.write({"user_id": user.id})
        if words:
            self._message_log_batch(dict.fromkeys(self.ids, words))

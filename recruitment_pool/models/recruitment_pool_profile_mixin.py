from odoo import api, fields, models

RECRUITERS = "recruitment_pool.group_pool_user"  # not of those who only write to people


class RecruitmentPoolProfileMixin(models.AbstractModel):
    """Where a person works and lives, and why in which categories."""

    _name = "recruitment.pool.profile.mixin"
    _description = "Profile of Pool Members"

    job_title = fields.Char(string="Current Job", tracking=True, groups=RECRUITERS)
    employer_name = fields.Char(string="Current Employer", tracking=True, groups=RECRUITERS)
    city = fields.Char(groups=RECRUITERS)
    availability = fields.Date(groups=RECRUITERS, help="Day from which the person could start. Empty: not known.")
    languages = fields.Char(
        string="Spoken Languages",
        groups=RECRUITERS,
        help="Languages the person speaks, and how well: German (fluent), Spanish.",
    )
    membership_words = fields.Text(
        string="Since When, Why",
        compute="_compute_membership_words",
        groups=RECRUITERS,
    )

    @api.depends("membership_ids.is_current", "membership_ids.since", "membership_ids.until", "membership_ids.reason")
    @api.depends_context("lang")
    def _compute_membership_words(self):
        """A line for each category of today: since when, until when, by whom, why."""
        self.membership_ids.category_id.fetch(["name"])  # of all of them at once
        for member in self:
            member.membership_words = "\n".join(
                " · ".join(filter(None, member._get_membership_parts(membership)))
                for membership in member.membership_ids.filtered("is_current")
            )

    def _get_membership_parts(self, membership):
        return (
            membership.category_id.name,
            self.env._("since %(day)s", day=self._say_day(membership.since)),
            membership.until and self.env._("until %(day)s", day=self._say_day(membership.until)),
            self.env._("put in by hand") if membership.manual else self.env._("by the criteria"),
            membership.reason,
        )

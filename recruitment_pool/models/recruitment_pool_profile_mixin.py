from odoo import fields, models


class RecruitmentPoolProfileMixin(models.AbstractModel):
    """Where a person works and lives, and from when on this may change."""

    _name = "recruitment.pool.profile.mixin"
    _description = "Profile of Pool Members"

    job_title = fields.Char(string="Current Job", tracking=True)
    employer_name = fields.Char(string="Current Employer", tracking=True)
    city = fields.Char()
    availability = fields.Date(help="Day from which the person could start. Empty: not known.")
    languages = fields.Char(
        string="Spoken Languages",
        help="Languages the person speaks, and how well: German (fluent), Spanish.",
    )

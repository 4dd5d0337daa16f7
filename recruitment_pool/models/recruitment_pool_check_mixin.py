from urllib.parse import urlsplit

from odoo import api, models
from odoo.exceptions import ValidationError

# With these, and with what spreadsheets skip before them, a cell is taken for a formula.
FORMULA = "=+-@ \t\r\n"


class RecruitmentPoolCheckMixin(models.AbstractModel):
    """What is refused of a person: what would stop others' messages, or be dropped in silence."""

    _name = "recruitment.pool.check.mixin"
    _inherit = ["recruitment.pool.input.mixin"]
    _description = "Checks of Pool Members"

    _name_given = models.Constraint(r"CHECK(name ~ '\S')", "A person needs a name, even if only an e-mail address.")
    # PostgreSQL's indexes take no longer values.
    _addresses_short = models.Constraint(
        "CHECK(length(email) <= 1000 AND length(profile_url) <= 1000)",
        "E-mail and profile URL have up to 1000 characters each.",
    )
    _preference_sane = models.Constraint(
        "CHECK(COALESCE(preference_limit, 0) BETWEEN 0 AND 1000 AND COALESCE(preference_days, 0) BETWEEN 0 AND 3650"
        " AND (COALESCE(preference_limit, 0) = 0) = (COALESCE(preference_days, 0) = 0))",
        "The wish of a person is a number of messages (up to 1000) in a number of days (up to 3650): fill in both, "
        "or leave both at 0 for no wish.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._clean(vals) for vals in vals_list])

    def write(self, vals):
        vals = self._clean(vals)
        if self._is_import() and vals.get("is_opted_out") is False:
            del vals["is_opted_out"]  # a file takes back no objection
        return super().write(vals)

    @api.model
    def _clean(self, vals):
        """A name typed by a stranger is no formula in the spreadsheet of whoever exports it."""
        if isinstance(name := vals.get("name"), str):
            return {**vals, "name": name.lstrip(FORMULA).strip()}
        return dict(vals)

    @api.constrains("tz")
    def _check_tz(self):
        self._check_zones(set(self.mapped("tz")) - {False})

    @api.constrains("profile_url")
    def _check_profile_url(self):
        """The address is clicked on: no script, and nothing that names nobody."""
        for member in self.filtered("profile_url"):
            if self._split_profile(member.profile_url).scheme not in ("http", "https"):
                raise ValidationError(
                    self.env._(
                        "%(url)s is no address of a web page: copy it from the browser, such as "
                        "https://www.linkedin.com/in/somebody.",
                        url=member.profile_url,
                    )
                )

    @api.model
    def _split_profile(self, url):
        """``urlsplit`` of a profile URL, https where it names no scheme; empty for what is no URL."""
        url = url.strip()
        try:
            parts = urlsplit(url)
            if not parts.scheme or "." in parts.scheme:  # "example.com:443/x" has no scheme
                parts = urlsplit(f"https://{url.removeprefix('//')}")
            return parts if "." in (parts.hostname or "") else urlsplit("")
        except ValueError:
            return urlsplit("")

from odoo import api, models

PREVIEW_NAMES = 5
PREVIEW_PEOPLE = 1000  # ids sent to the browser for the list that a click opens


class RecruitmentPoolPreviewMixin(models.AbstractModel):
    """What the ``pool_preview`` widget shows: groups of people, before anything is saved."""

    _name = "recruitment.pool.preview.mixin"
    _description = "Preview of People"

    @api.model
    def _prepare_preview_line(self, member_ids, say):
        """One line: how many, the first names, and the people for the list behind a click.

        :param say: function of the count, which gives the words; people the user may not see are not counted
        """
        members = self.env["recruitment.pool.member"].search([("id", "in", member_ids)])
        names = members[:PREVIEW_NAMES].mapped("name")
        return {
            "label": say(len(members)),
            "names": ", ".join(names) + (", …" if len(members) > PREVIEW_NAMES else ""),
            "ids": members[:PREVIEW_PEOPLE].ids,
        }

from markupsafe import Markup

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import email_normalize_all


class RecruitmentPoolMember(models.Model):
    _inherit = "recruitment.pool.member"

    @api.model
    def _mailing_get_default_domain(self, mailing):
        """Core's hook: the audience follows from the categories, nobody writes a domain.

        Sorted: the same categories in another order are the same audience.
        """
        if not mailing.pool_category_ids:
            return Domain.TRUE
        return Domain("category_ids", "child_of", sorted(mailing.pool_category_ids.ids))

    @api.model
    def _object_to_mailing(self, mailing, document_id, email):
        """Somebody unsubscribed from ``mailing``: an objection of the people behind it.

        :param document_id: record the mail was about, as the link says it
        :return: the members who object now; none when the address is nobody's
        """
        found = self._find_by_keys(
            (("email", address) for address in email_normalize_all(email or "")),
            mailing.company_id,
        )
        members = self.browse({mid for ids in found.values() for mid in ids})
        if mailing.mailing_model_real == self._name and document_id:
            members |= self.browse(int(document_id)).exists()
        for member in members.filtered(lambda m: not m.is_opted_out):
            member.is_opted_out = True
            member._message_log(
                body=Markup("<p>%s</p>")
                % self.env._(
                    "Objected through the unsubscribe link of the mailing %(mailing)s.",
                    mailing=mailing.display_name,
                )
            )
        return members

from collections.abc import Collection

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

    def _take_over_documents(self, others):
        result = super()._take_over_documents(others)
        # sudo: whoever merges people may have no right on mailings
        mailings = self.env["mailing.mailing"].sudo()
        domain = Domain("mailing_model_id.model", "=", self._name) & Domain("state", "!=", "done")
        for mailing in mailings.search(domain):
            recipients = Domain(mailing._parse_mailing_domain())
            renamed = recipients.map_conditions(lambda condition: self._take_over_condition(condition, others))
            if renamed != recipients:
                mailing.mailing_domain = repr(list(renamed))
        return result

    def _take_over_condition(self, condition, others):
        """A condition that names ``others`` one by one names ``self`` in their place."""
        if condition.field_expr != "id" or condition.operator not in ("in", "not in", "=", "!="):
            return condition
        named = set(condition.value if isinstance(condition.value, Collection) else [condition.value])
        if named.isdisjoint(others.ids):
            return condition
        operator = "in" if condition.operator in ("in", "=") else "not in"
        return Domain("id", operator, sorted(named.difference(others.ids) | {self.id}))

    @api.model
    def _object_to_mailing(self, mailing, document_id, email):
        """Somebody unsubscribed from ``mailing``: an objection of the people behind it.

        :param document_id: record the mail was about, as the link says it
        :return: the members who object now; none when the address is nobody's
        """
        found = self._find_by_keys(
            (("email", address) for address in email_normalize_all(email or "")),
            mailing.pool_company_id,
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

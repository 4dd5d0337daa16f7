from odoo import api, models
from odoo.tools import email_normalize_all, ormcache

from .. import pool_sql

KEY_SIZE = 1000  # characters: PostgreSQL's indexes take no longer values


class RecruitmentPoolIdentityMixin(models.AbstractModel):
    """Who is who: the addresses of a member, and members found by address."""

    _name = "recruitment.pool.identity.mixin"
    _description = "Identity of Pool Members"

    @api.model
    @ormcache()
    def _is_pool_empty(self):
        """Whether nobody is in the pool: then the doors cost no query.

        The first member ever created clears the cache, in all processes through
        the signalling of the registry.
        """
        # sudo: emptiness is a fact of the database, not of the user's companies
        return not self.sudo().with_context(active_test=False).search_count([], limit=1)

    @api.model
    def _normalize_profile(self, url):
        """Reduce a profile URL to what identifies it: host without www, and path.

        :return: False where nothing follows the host: everybody is on linkedin.com
        """
        if not url or not url.strip():
            return False
        parts = self._split_profile(url)
        path = parts.path.rstrip("/")
        return f"{parts.hostname.removeprefix('www.')}{path}".lower() if path else False

    def _prepare_keys(self):
        """The (kind, value) pairs by which this person is known today."""
        self.ensure_one()
        keys = {("email", address) for address in email_normalize_all(self.email or "")}
        if self.partner_id:
            keys.add(("partner", str(self.partner_id.id)))
            keys |= {("email", address) for address in email_normalize_all(self.partner_id.email or "")}
        if profile := self._normalize_profile(self.profile_url):
            keys.add(("profile", profile))
        if self.phone_sanitized:
            keys.add(("phone", self.phone_sanitized))
        return {(kind, value) for kind, value in keys if len(value) <= KEY_SIZE}

    def _refresh_keys(self):
        """Add the keys that are missing; old ones stay: old mail may still arrive there."""
        # sudo: keys are derived data, users write the person and not the keys
        Key = self.env["recruitment.pool.member.key"].sudo()
        known = {}
        for key in Key.search([("member_id", "in", self.ids)]):
            known.setdefault(key.member_id.id, set()).add((key.kind, key.value))
        Key.create(
            [
                {"member_id": member.id, "kind": kind, "value": value}
                for member in self
                for kind, value in sorted(member._prepare_keys() - known.get(member.id, set()))
            ]
        )

    def _message_add_default_recipients(self):
        """Write to nobody whose file has no address, not even at the contact's.

        The form, the count of a mailing and the blocklist look at the file alone.
        """
        recipients = super()._message_add_default_recipients()
        for member in self.filtered(lambda m: not m.email):
            recipients[member.id]["partners"] = self.env["res.partner"]
        return recipients

    @api.model
    def _find_by_keys(self, keys, company):
        """Find the members behind addresses, in one query.

        :param keys: iterable of (kind, value), values normalized
        :param company: ``res.company``; its own and shared members are found, without one the shared only
        :return: {(kind, value): [member id, ...]}
        """
        keys = sorted(set(keys))
        found = {}
        if keys and not self._is_pool_empty():
            self.env["recruitment.pool.member.key"].flush_model()
            for kind, value, member_id in self.env.execute_query(
                pool_sql.find_members(
                    [kind for kind, _value in keys],
                    [value for _kind, value in keys],
                    company.id or None,
                )
            ):
                found.setdefault((kind, value), []).append(member_id)
        return found

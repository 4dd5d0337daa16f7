import re

import idna

from odoo import api, models
from odoo.tools import email_normalize_all, ormcache

from .. import adoption_sql, gate_sql

KEY_SIZE = 1000  # characters: PostgreSQL's indexes take no longer values
# The same page for readers of another country, or on a phone.
PROFILE_HOST = re.compile(r"^(?:www|m|[a-z]{2})\.(?=linkedin\.com$)|^www\.")


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
        """Reduce a profile URL to what identifies it: host without www or country, and path.

        :return: False where nothing follows the host: everybody is on linkedin.com
        """
        if not url or not url.strip():
            return False
        parts = self._split_profile(url)
        path = parts.path.rstrip("/")
        return f"{PROFILE_HOST.sub('', parts.hostname)}{path}".lower() if path else False

    @api.model
    def _normalize_email(self, email):
        """Write the domain of a normalized address as mail servers do: bücher.example, xn--bcher-kva.example.

        Odoo's normalization leaves it as typed, and encodes it when it sends.
        """
        local, _at, domain = email.rpartition("@")
        if domain.isascii():
            return email
        try:
            return f"{local}@{idna.encode(domain, uts46=True).decode()}"
        except idna.IDNAError:
            return email

    @api.model
    def _get_email_forms(self, email):
        """The two ways to write a normalized address whose domain has letters beyond ASCII."""
        if not email:
            return set()
        local, _at, domain = email.rpartition("@")
        try:
            return {email, self._normalize_email(email), f"{local}@{idna.decode(domain)}"}
        except idna.IDNAError:
            return {email}

    @api.model
    def _normalize_emails(self, text):
        """The addresses in ``text`` as the keys hold them."""
        return [self._normalize_email(email) for email in email_normalize_all(text or "")]

    def _prepare_keys(self):
        """The (kind, value) pairs by which this person is known today."""
        self.ensure_one()
        emails = self._normalize_emails(self.email) + self._normalize_emails(self.partner_id.email)
        return set(self._to_keys(emails, self.partner_id.id, self.profile_url, self.phone_sanitized))

    @api.model
    def _to_keys(self, emails, partner_id, profile_url, phone=False):
        """The (kind, value) pairs of what names a person, what says most first.

        :param emails: normalized addresses, empty ones left out
        :param phone: a sanitized number
        """
        keys = [("email", self._normalize_email(email)) for email in emails if email]
        keys.append(("partner", str(partner_id or "")))
        keys.append(("profile", self._normalize_profile(profile_url)))
        keys.append(("phone", phone))
        return [(kind, value) for kind, value in keys if value and len(value) <= KEY_SIZE]

    def _refresh_keys(self, is_strict=True):
        """Add the keys that are missing; old ones stay: old mail may still arrive there."""
        return self._add_keys({member: member._prepare_keys() for member in self}, is_strict)

    @api.model
    def _add_keys(self, keys_of, is_strict=True):
        """Add (kind, value) keys to ``{member: keys}``, in one statement.

        Two transactions that add one address at once: the second fails to serialize, Odoo
        tries it again, and it finds the person of the first.

        :param is_strict: refuse an address that is another person's (``ValidationError``); else it stays theirs
        :return: {(member id, kind, value): key} of the addresses that are another person's
        """
        # sudo: keys are derived data, users write the person and not the keys
        Key = self.env["recruitment.pool.member.key"].sudo()
        ids = [member.id for member in keys_of]
        known = {(key.member_id.id, key.kind, key.value) for key in Key.search([("member_id", "in", ids)])}
        rows = sorted({(member.id, *key) for member, keys in keys_of.items() for key in keys} - known)
        taken = Key._find_owners(rows)
        if rows := [row for row in rows if row not in taken]:
            self.env.flush_all()
            self.env.execute_query(adoption_sql.add_keys(rows, self.env.cr.now(), self.env.uid))
            self.env["recruitment.pool.member"].invalidate_model(["key_ids"], flush=False)
            if len(ids) > 1:
                taken |= Key._find_owners(rows)  # two of these people with one address
        if taken and is_strict:
            Key._refuse_known(next(iter(taken.values())))
        return taken

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
        asked = {}
        for kind, value in set(keys):
            if "\x00" in value:
                continue  # the database takes no such text, so nobody is known by it
            asked.setdefault((kind, self._normalize_email(value) if kind == "email" else value), []).append(
                (kind, value)
            )
        found = {}
        if asked and not self._is_pool_empty():
            self.env["recruitment.pool.member.key"].flush_model()
            kinds, values = zip(*sorted(asked), strict=True)
            query = gate_sql.find_members(list(kinds), list(values), company.id or None)
            for kind, value, member_id in self.env.execute_query(query):
                for key in asked[kind, value]:
                    found.setdefault(key, []).append(member_id)
        return found

import logging
import time
from collections import defaultdict

from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.exceptions import AccessError

from .. import adoption_sql, past_sql
from .recruitment_pool_check_mixin import FORMULA

_logger = logging.getLogger(__name__)

TURN_PARAMETER = "recruitment_pool.last_adoption"
PAST_MONTHS = 24


def join_by_key(keys_of):
    """Lists of the items of ``{item: keys}`` that share a key, directly or through others."""
    parent = {}

    def find_root(node):
        while parent.setdefault(node, node) != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for item, keys in keys_of.items():
        root = find_root(("item", item))
        for key in keys:
            parent[find_root(("key", key))] = root
    groups = defaultdict(list)
    for item in keys_of:
        groups[find_root(("item", item))].append(item)
    return list(groups.values())


class RecruitmentPoolAdoption(models.AbstractModel):
    """What a database has before the addon: native pools, talents, the contacts of the past.

    Set-based and repeatable: a second run adds what came since, and nothing twice.
    """

    _name = "recruitment.pool.adoption"
    _description = "Adoption of Native Talents"

    @api.model
    def action_adopt(self):
        """Adopt what the database has by now; for managers.

        :return: {"members": number added, "touches": number added}
        """
        if not self.env.user.has_group("recruitment_pool.group_pool_manager"):
            raise AccessError(self.env._("Only a manager of the pool adopts native talents."))
        # sudo: talents and ledger of all companies at once, chosen by fixed rules
        return self.sudo()._adopt()

    def _adopt_at_install(self):
        # Nobody asks: what is written down is for the company to read.
        return self.with_context(lang=self.env.company.partner_id.lang)._adopt()

    @api.model
    def _adopt(self):
        start = time.monotonic()
        self.env.flush_all()
        self._execute(adoption_sql.take_turn(TURN_PARAMETER, self.env.cr.now(), self.env.uid))
        was_empty = self.env["recruitment.pool.member"]._is_pool_empty()
        added = self._adopt_talents()
        self._adopt_native_pools()
        self.env.invalidate_all()
        if was_empty and added:
            self.env.registry.clear_cache()
        touches = self._fill_past()
        self.env["recruitment.pool.member"]._fold_all()
        _logger.info(
            "Adopted %s people and %s contacts of the past in %.1f s", len(added), touches, time.monotonic() - start
        )
        return {"members": len(added), "touches": touches}

    @api.model
    def _execute(self, query):
        return self.env.execute_query(query)

    # Talents

    @api.model
    def _adopt_talents(self):
        """Make members of the people behind talents, and link all their applications.

        Copies share an e-mail, a contact or a profile within a company, never a phone.

        :return: ids of the new members
        """
        rows = {row[0]: row for row in self._execute(adoption_sql.read_applications())}
        owners, shared = self._read_owners()
        keys_of = {row_id: self._get_keys(row) - shared for row_id, row in rows.items()}
        scope_of = self._get_scopes(rows, keys_of, owners)
        known, new = {}, []
        for group in join_by_key({i: {(scope_of[i], *key) for key in keys} for i, keys in keys_of.items()}):
            scope, keys = scope_of[group[0]], set().union(*(keys_of[i] for i in group))
            members = {owners[(place, *key)] for key in keys for place in (scope, None) if (place, *key) in owners}
            members |= {rows[i][7] for i in group if rows[i][7]}
            if members:
                known.setdefault(min(members), []).extend(group)
            elif any(rows[i][8] for i in group):
                new.append((scope, max(i for i in group if rows[i][8]), group))
        people = known | self._add_members(new, {i: row[5] for i, row in rows.items()})
        phones = {i: {("phone", row[6])} if row[6] else set() for i, row in rows.items()}
        keys = {(m, *key) for m, group in people.items() for i in group for key in keys_of[i] | phones[i]}
        links = [(i, member) for member, group in people.items() for i in group if not rows[i][7]]
        if keys:
            self._execute(adoption_sql.add_keys(sorted(keys), self.env.cr.now(), self.env.uid))
        if links:
            self._execute(adoption_sql.link_applications(links))
        return people.keys() - known.keys()

    @api.model
    def _read_owners(self):
        """({(company id or None, kind, value): member id}, addresses of several people)."""
        owners, shared = {}, set()
        for kind, value, company, member_id, is_shared in self._execute(adoption_sql.read_keys()):
            if is_shared:
                shared.add((kind, value))
            else:
                owners.setdefault((company, kind, value), member_id)
        return owners, shared

    @api.model
    def _get_keys(self, row):
        """The (kind, value) pairs of one application as ``read_applications`` gives it, but phones."""
        _id, _company, email, partner, partner_email, profile, *_rest = row
        Member = self.env["recruitment.pool.member"]
        return set(Member._to_keys([email, *Member._normalize_emails(partner_email)], partner, profile))

    @api.model
    def _get_scopes(self, rows, keys_of, owners):
        """{application id: company whose person it is, None = shared by all}.

        An address is shared or a company's, never both: an application without company
        joins the people of the first company that knows one of its addresses.
        """
        companies = self.env["res.company"].search([("pool_is_shared", "=", False)])
        scope_of = {i: row[1] if row[1] in companies._ids else None for i, row in rows.items()}
        places = defaultdict(set)
        for place, *key in owners:
            places[tuple(key)].add(place)
        for group in join_by_key(keys_of) if None in scope_of.values() else ():
            found = {scope_of[i] for i in group}.union(*(places[key] for i in group for key in keys_of[i]))
            is_known = any((None, *key) in owners for i in group for key in keys_of[i])
            if not is_known and found - {None}:
                first = min(found - {None})
                scope_of.update({i: first for i in group if scope_of[i] is None})
        return scope_of

    @api.model
    def _get_safe_url(self, url):
        """The profile URL if a member may have it: it is clicked on."""
        scheme = self.env["recruitment.pool.member"]._split_profile(url or "").scheme
        return url if scheme in ("http", "https") and len(url) <= 1000 else None

    @api.model
    def _add_members(self, new, profiles):
        """Insert people (scope, describing application, applications): {member id: applications}."""
        if not new:
            return {}
        Company = self.env["res.company"]
        ids = [row[0] for row in self._execute(adoption_sql.new_ids(len(new)))]
        default = self.env.company.pool_tz or "UTC"
        zones = {scope: Company.browse(scope).pool_tz or default for scope, *_rest in new}
        rows = [
            (member_id, scope, applicant, zones[scope], self._get_safe_url(profiles[applicant]))
            for member_id, (scope, applicant, _group) in zip(ids, new, strict=True)
        ]
        words = (self.env._("Unnamed applicant"), self.env.lang or "en_US", FORMULA)
        self._execute(adoption_sql.add_members(rows, words, self.env.cr.now(), self.env.uid))
        return {member_id: group for member_id, (_scope, _applicant, group) in zip(ids, new, strict=True)}

    # Native pools

    @api.model
    def _adopt_native_pools(self):
        """Give each native pool a category, and put its people in."""
        categories = self._link_categories()
        if not categories:
            return
        reasons = {category.id: category._get_native_reason() for category in categories}
        self._execute(adoption_sql.add_memberships(reasons, self.env.cr.now(), self.env.uid))

    @api.model
    def _link_categories(self):
        """The categories of all native pools, new ones made.

        A category is a company's only where all its people are of that company.
        """
        Category = self.env["recruitment.pool.category"].with_context(active_test=False)
        linked = Category.search([("talent_pool_id", "!=", False)])
        pools = (
            self.env["hr.talent.pool"]
            .with_context(active_test=False)
            .search([("id", "not in", linked.talent_pool_id.ids)])
        )
        companies = dict(self._execute(adoption_sql.read_pool_companies()))
        for pool in pools:
            own = pool.company_id.filtered(lambda c: not c.pool_is_shared).id or None
            is_own = companies.get(pool.id, [own]) == [own]
            category = Category.create(
                {
                    "name": pool.name,
                    "active": pool.active,
                    "color": pool.color,
                    "company_id": own if is_own else False,
                    "talent_pool_id": pool.id,
                }
            )
            for lang, _name in self.env["res.lang"].get_installed():
                category.with_context(lang=lang).name = pool.with_context(lang=lang).name
            linked |= category
        return linked

    # The past

    @api.model
    def _fill_past(self, member_ids=None):
        """Write down what Odoo knows of the last 24 months; what is written is not written again.

        :param member_ids: ids of members, or None for the whole pool
        :return: number of touches added
        """
        now = self.env.cr.now()
        since = now - relativedelta(months=PAST_MONTHS)
        lang = self.env.lang or "en_US"
        self.env.flush_all()
        added = 0
        for source in self._get_past_sources():
            rows = self._execute(past_sql.fill(source, member_ids, since, now, lang, self.env.uid))
            added += sum(count for _member_id, count in rows)
        self.env["recruitment.pool.touch"].invalidate_model()
        return added

    @api.model
    def _get_past_sources(self):
        """The SELECTs of ``past_sql``; addons that know more add theirs."""
        return [
            past_sql.messages_out("mailing.trace" in self.env),
            past_sql.calls_and_meetings(),
            past_sql.refusals(),
            past_sql.from_the_person(),
        ]

from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import format_date, remove_accents

from .. import merge_sql
from .recruitment_pool_adoption import join_by_key

REASONS = [
    ("email", "Same e-mail address"),
    ("profile", "Same profile"),
    ("phone", "Same name and phone"),
]


class RecruitmentPoolDuplicate(models.Model):
    """Two people who may be one: proposed to a human, who decides.

    Kept once somebody said that they are two: they are not proposed again.
    """

    _name = "recruitment.pool.duplicate"
    _inherit = ["recruitment.pool.evidence.mixin"]
    _description = "Possible Duplicate"
    _order = "reason, id"
    _rec_name = "member_id"

    member_id = fields.Many2one("recruitment.pool.member", string="Person", required=True, ondelete="cascade")
    other_id = fields.Many2one(
        "recruitment.pool.member", string="Other Person", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="member_id.company_id", store=True, index="btree_not_null")
    reason = fields.Selection(REASONS, string="Why", required=True)
    state = fields.Selection(
        [("open", "To Decide"), ("distinct", "Two People")],
        required=True,
        default="open",
        help="Two people: somebody said so, they are not proposed again.",
    )
    kept_id = fields.Many2one(
        "recruitment.pool.member",
        string="Would Stay",
        compute="_compute_kept_id",
        help="The one with more contacts, else the older file.",
    )
    comparison = fields.Html(compute="_compute_comparison", sanitize=False)

    _pair_uniq = models.Constraint("UNIQUE(member_id, other_id)", "These two are proposed already.")
    _pair_in_order = models.Constraint("CHECK(member_id < other_id)", "Of two people the older file comes first.")

    @api.depends("member_id", "other_id")
    def _compute_display_name(self):
        for pair in self:
            pair.display_name = self.env._(
                "%(person)s and %(other)s", person=pair.member_id.name, other=pair.other_id.name
            )

    @api.depends("member_id", "other_id")
    def _compute_kept_id(self):
        counts = self._count_touches()
        for pair in self:
            pair.kept_id = self._choose_kept(pair.member_id | pair.other_id, counts)

    def _count_touches(self):
        """{member: number of contacts} of all people of these pairs."""
        people = self.member_id | self.other_id
        return dict(
            self.env["recruitment.pool.touch"]._read_group(
                [("member_id", "in", people.ids)], ["member_id"], ["__count"]
            )
        )

    @api.model
    def _choose_kept(self, people, counts):
        return people.sorted(lambda member: (-counts.get(member, 0), member.id))[:1]

    @api.depends_context("uid", "lang")
    def _compute_comparison(self):
        for pair in self:
            pair.comparison = self.env["ir.qweb"]._render(
                "recruitment_pool.duplicate_comparison",
                {"people": pair.member_id | pair.other_id, "rows": pair._get_comparison_rows()},
            )

    def _get_comparison_rows(self):
        """[(label, words of one, words of the other, whether both say the same)] of what either says."""
        Member = self.env["recruitment.pool.member"]
        names = self._get_compared_fields()
        labels = Member.fields_get(names, ["string"])
        rows = []
        for name in names:
            if name not in labels:  # not for this user
                continue
            field = Member._fields[name]
            one, other = (self._get_words(field, person) for person in (self.member_id, self.other_id))
            if one or other:
                rows.append((labels[name]["string"], one, other, one == other))
        return rows

    @api.model
    def _get_compared_fields(self):
        return [
            "name",
            "email",
            "phone",
            "profile_url",
            "category_ids",
            "contact_state",
            "last_contact_day",
            "application_count",
            "user_id",
            "source_id",
            "create_date",
        ]

    @api.model
    def _get_words(self, field, person):
        value = person[field.name]
        if field.relational:
            return ", ".join(value.mapped("display_name"))
        if field.type in ("date", "datetime"):
            return format_date(self.env, value)
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, "")
        return str(value or "")

    # Finding

    @api.model
    def _find(self):
        """Propose all pairs of today, and withdraw those that are none any more.

        Grouped by what names a person, so linear in the number of people: of a group, each
        is compared with the first whom nobody called somebody else.

        :return: number of open proposals
        """
        self.env.flush_all()
        pairs = self._get_pairs()
        rows = [(*pair, reason) for pair, reason in sorted(pairs.items())]
        self.env.execute_query(merge_sql.replace_proposals(rows, self.env.cr.now(), self.env.uid))
        self.invalidate_model()
        return len(rows)

    @api.model
    def _get_pairs(self):
        """{(member id, other id): reason} of whom nobody called two people."""
        query = self.env.execute_query
        people = {
            member: (company, self._get_name_key(name)) for member, company, name in query(merge_sql.read_names())
        }
        shared = set(query(merge_sql.read_shared_addresses()))
        groups = {reason: defaultdict(set) for reason, _words in REASONS}
        for member_id, kind, value, is_normalized in query(merge_sql.read_clues()):
            value = value if is_normalized else self._normalize_clue(kind, value)
            if member_id not in people or not value or (kind, value) in shared:
                continue
            company, name = people[member_id]
            groups[kind][company, value, name if kind == "phone" else ""].add(member_id)
        distinct = set(query(merge_sql.read_distinct()))
        pairs = {}
        for reason, by_clue in groups.items():
            for members in by_clue.values():
                for pair in self._pair_up(sorted(members), distinct):
                    pairs.setdefault(pair, reason)
        return pairs

    @api.model
    def _pair_up(self, members, distinct):
        for number, member in enumerate(members):
            first = next((other for other in members[:number] if (other, member) not in distinct), None)
            if first:
                yield first, member

    @api.model
    def _normalize_clue(self, kind, value):
        Member = self.env["recruitment.pool.member"]
        if kind == "profile":
            return Member._normalize_profile(value)
        return Member._normalize_email(value) if kind == "email" else value

    @api.model
    def _get_name_key(self, name):
        """A name without accents, case and order: forms swap first and last names."""
        return " ".join(sorted(remove_accents(name).casefold().replace("-", " ").split()))

    @api.model
    def _cron_find(self):
        self._find()

    # Actions

    def action_find(self):
        """Look for duplicates now, as is done every night."""
        self.check_access("read")
        count = self.sudo()._find()  # sudo: pairs are the application's, each user sees those of their companies
        message = self.env._("Pairs of people who may be one person: %(count)s.", count=count)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": "info",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_merge(self):
        """One person each, also of three who were paired: who has more contacts stays."""
        counts = self._count_touches()
        for pairs in join_by_key({pair: (pair.member_id, pair.other_id) for pair in self}):
            pairs = self.browse().union(*pairs)
            people = pairs.member_id | pairs.other_id
            people._merge_into(self._choose_kept(people, counts))

    def action_keep_first(self):
        self.ensure_one()
        return self._keep(self.member_id)

    def action_keep_second(self):
        self.ensure_one()
        return self._keep(self.other_id)

    def _keep(self, kept):
        """Merge the other one into ``kept``, and go on with what is left to decide."""
        (self.member_id | self.other_id)._merge_into(kept)
        action = self.env["ir.actions.act_window"]._for_xml_id("recruitment_pool.recruitment_pool_duplicate_action")
        return {**action, "target": "main"}

    def action_keep_apart(self):
        """Two people: never proposed again."""
        self._decide("distinct")

    def action_reopen(self):
        """Propose again who was called two people by mistake."""
        self._decide("open")

    def _decide(self, state):
        (self.member_id | self.other_id).check_access("write")
        self.check_access("read")
        self.sudo().state = state  # sudo: shut, as the ledger; whose people they are was checked

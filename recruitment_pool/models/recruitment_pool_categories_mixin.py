from odoo import api, fields, models
from odoo.fields import Command, Domain
from odoo.tools import SQL, format_date

MEMBERSHIP = ("member_id", "category_id", "since", "until", "manual", "reason")


class _TakeBackError(Exception):
    """Ends a trial: what was written under the savepoint is undone."""


class RecruitmentPoolCategoriesMixin(models.AbstractModel):
    """People by category: in which today, found, grouped, put in or out by hand or dragged between columns."""

    _name = "recruitment.pool.categories.mixin"
    _description = "Categories of Pool Members"

    category_ids = fields.Many2many(
        "recruitment.pool.category",
        string="Categories",
        compute="_compute_category_ids",
        inverse="_inverse_category_ids",
        search="_search_category_ids",
        group_expand="_group_expand_category_ids",
        help="Categories the person is in today.",
    )

    @api.depends("membership_ids.is_current", "membership_ids.category_id")
    def _compute_category_ids(self):
        for member in self:
            member.category_ids = member.membership_ids.filtered("is_current").category_id

    def _inverse_category_ids(self):
        Membership = self.env["recruitment.pool.membership"]
        gone, back, added = [], [], []
        for member in self:
            current = member.membership_ids.filtered("is_current")
            wanted = member.category_ids
            if self._is_import():
                wanted |= current.category_id  # a file adds: it does not know what was decided before
            by_category = member.membership_ids.grouped("category_id")
            gone += current.filtered(lambda m, c=wanted: m.category_id not in c).ids
            for category in wanted - current.category_id:
                if membership := by_category.get(category):
                    back += membership.ids
                else:
                    added.append({"member_id": member.id, "category_id": category.id})
        Membership.browse(gone)._leave()
        for today, memberships in Membership.browse(back).grouped(lambda m: m.member_id._get_today()).items():
            memberships.write({"manual": "in", "since": today, "until": False})
        Membership.create(added)

    @api.model
    def _group_expand_category_ids(self, categories, domain):
        """Columns without people too: somebody may be dragged there."""
        return categories.search([])  # pylint: disable=no-search-all; a few dozen

    # Searched and grouped by

    @api.model
    def _search_category_ids(self, operator, value):
        """Also people of no category, and those of categories that match a domain: groups ask for both."""
        if operator not in ("child_of", "in", "any"):
            return NotImplemented
        current = self.env["recruitment.pool.membership"]._get_current_domain()
        if operator == "in" and False in value:
            nobody = ~Domain("membership_ids", "any", current)
            return nobody | Domain("category_ids", "in", [id_ for id_ in value if id_])
        return Domain("membership_ids", "any", Domain("category_id", operator, value) & current)

    def _read_group_groupby(self, alias, groupby_spec, query):
        """Group by the categories of today, as the ORM does for a stored many2many."""
        if groupby_spec != "category_ids":
            return super()._read_group_groupby(alias, groupby_spec, query)
        rows = query.make_alias(alias, "current_membership")
        query.add_join(
            "LEFT JOIN",
            rows,
            self.env["recruitment.pool.membership"]._get_current_query(),
            SQL("%s = %s", SQL.identifier(rows, "member_id"), SQL.identifier(alias, "id")),
        )
        return SQL.identifier(rows, "category_id")

    # In and out, and back

    def _add_to_categories(self, categories, reason=False):
        """Put these people into categories, those already in staying as they are."""
        for category in categories:
            added = self.filtered(lambda m, c=category: c not in m.category_ids)
            added.write({"category_ids": [Command.link(category.id)]})
            if reason:
                added.membership_ids.filtered(lambda m, c=category: m.category_id == c).reason = reason

    def _remove_from_categories(self, categories):
        """Take people out by hand; whoever is not in stays as he is."""
        self.membership_ids.filtered(lambda m: m.is_current and m.category_id in categories)._leave()

    def _get_memberships_in(self, categories):
        return self.env["recruitment.pool.membership"].search(
            [("member_id", "in", self.ids), ("category_id", "in", categories.ids)]
        )

    def _remember_memberships(self, categories):
        """The lines of these people in these categories as values, for ``_restore_memberships``."""
        return [
            {**values, "since": str(values["since"]), "until": values["until"] and str(values["until"])}
            for values in self._get_memberships_in(categories).read(MEMBERSHIP, load=None)
        ]

    def _restore_memberships(self, categories, remembered):
        self._get_memberships_in(categories).unlink()
        self.env["recruitment.pool.membership"].create(
            [{name: values[name] for name in MEMBERSHIP} for values in remembered]
        )

    # Dragged from column to column

    def action_move_category(self, source_id, target_id, is_confirmed=False):
        """Move a person between two categories by hand; 0: none.

        :return: a question to be confirmed first, where the policy gets tighter or criteria are
            overruled; False when it is done
        """
        self.ensure_one()
        self.check_access("write")
        Category = self.env["recruitment.pool.category"]
        source, target = Category.browse(source_id or ()), Category.browse(target_id or ())
        question = not is_confirmed and self._ask_before_move(source, target)
        if not question:
            self._move_category(source, target)
        return question

    def _move_category(self, source, target):
        self._remove_from_categories(source)
        self._add_to_categories(target)

    def _ask_before_move(self, source, target):
        questions = []
        by_criteria = self.membership_ids.filtered(lambda m: m.is_current and m.category_id == source and not m.manual)
        if by_criteria:
            questions.append(
                self.env._(
                    "%(person)s is in %(category)s by its criteria, and will be kept out of it by hand from now on.",
                    person=self.name,
                    category=source.display_name,
                )
            )
        if tighter := self._try_move(source, target):
            questions.append(tighter)
        return " ".join(questions) or False

    def _try_move(self, source, target):
        """What the move makes tighter, in words; tried under a savepoint and taken back."""
        before = self.policy_snapshot_id._to_policy()
        words, day = self.policy_snapshot_id.sentence, self.next_allowed_day
        answer = False
        try:
            with self.env.cr.savepoint():
                self._move_category(source, target)
                if self._is_tighter(before, self.policy_snapshot_id._to_policy()):
                    answer = self._say_tighter(words, day)
                raise _TakeBackError
        except _TakeBackError:
            return answer

    @api.model
    def _is_tighter(self, before, after):
        """Whether a rule holds after that no rule before implied."""
        if after.is_never or before.is_never:
            return after.is_never and not before.is_never
        return not all(any(rule.dominates(new) for rule in before.rules) for new in after.rules)

    def _say_tighter(self, words, day):
        values = {
            "person": self.name,
            "before": words or self.env._("no rule"),
            "after": self.policy_snapshot_id.sentence,
            "day": format_date(self.env, self.next_allowed_day),
        }
        if self.policy_snapshot_id._to_policy().is_never:
            return self.env._("%(person)s will not be contacted any more, by policy.", **values)
        if self.next_allowed_day and self.next_allowed_day != day:
            return self.env._(
                "%(person)s will be contacted less often: %(after)s (until now: %(before)s). "
                "Next contact possible on %(day)s.",
                **values,
            )
        return self.env._("%(person)s will be contacted less often: %(after)s (until now: %(before)s).", **values)

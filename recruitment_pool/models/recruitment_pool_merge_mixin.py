from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.models import MAGIC_COLUMNS

from .. import merge_sql
from .recruitment_pool_access_mixin import DERIVED

# Not taken over from who goes: the engine's own, what identifies the record, what stands for something else.
NOT_MERGED = {"id", "name", "company_id", "first_steps_id", *MAGIC_COLUMNS, *DERIVED}
STRICTEST = {"preference_limit": min, "preference_days": max, "paused_until": max}


class RecruitmentPoolMergeMixin(models.AbstractModel):
    """Two files of one person: proposed, and made one."""

    _name = "recruitment.pool.merge.mixin"
    _description = "Merging of Pool Members"

    duplicate_count = fields.Integer(
        string="Possible Duplicates",
        compute="_compute_duplicate_count",
        groups="recruitment_pool.group_pool_user",
        help="Other people of the pool who may be this person: somebody decides.",
    )

    def _compute_duplicate_count(self):
        Duplicate = self.env["recruitment.pool.duplicate"]
        counts = dict.fromkeys(self._origin.ids, 0)
        for name in ("member_id", "other_id"):
            domain = [(name, "in", self._origin.ids), ("state", "=", "open")]
            for member, count in Duplicate._read_group(domain, [name], ["__count"]):
                counts[member.id] += count
        for member in self:
            member.duplicate_count = counts.get(member._origin.id, 0)

    def action_view_duplicates(self):
        """Open the pairs in which these people may be somebody else."""
        action = self.env["ir.actions.act_window"]._for_xml_id("recruitment_pool.recruitment_pool_duplicate_action")
        domain = Domain("member_id", "in", self.ids) | Domain("other_id", "in", self.ids)
        return {**action, "domain": list(domain)}

    # Merging

    def _merge_into(self, kept):
        """Make these people and ``kept`` one person, who keeps everything of all of them.

        Who goes is deleted, not archived: an old file would be personal data that nobody needs,
        and a sender who does not know of the merge yet would still find it, with none of its
        history. So PostgreSQL refuses that sender's touch or, where the sender was first, this
        merge, which Odoo then tries again (both: serialization failure).

        For managers, who may also delete people: it cannot be undone, and it moves evidence.

        :param kept: the member who stays
        :return: ``kept``
        """
        kept.ensure_one()
        others = self - kept
        if not others:
            return kept
        others._check_mergeable(kept)
        # sudo: the ledger, addresses and histories are shut, the files of others' mails too; checked above
        kept, others = kept.sudo(), others.sudo()
        people = (kept | others).ids
        self.env["recruitment.pool.gate"].sudo()._lock(people)  # sudo: as above
        values = kept._prepare_merge_values(others)
        body = kept._get_merge_words(others)
        kept._take_over(others)
        others.exists().unlink()
        kept.write(values)
        kept._refresh_keys()
        self.env["recruitment.pool.category"].sudo()._evaluate_all(kept.ids)  # sudo: criteria of all categories
        kept._fold()
        kept._message_log(body=body)
        return kept.sudo(self.env.su)

    def _is_namesake(self, other):
        """Whether two people of one company have the same name, so that one address makes them one person."""
        fold = self.env["recruitment.pool.duplicate"]._get_name_key
        is_named = fold(self.name) == fold(other.name) and self.company_id == other.company_id
        return is_named and not (self.is_erased or other.is_erased)

    def _check_mergeable(self, kept):
        people = self | kept
        people.check_access("unlink")
        if len({person.company_id for person in people}) > 1:
            raise UserError(
                self.env._(
                    "%(names)s are people of different companies, or one is shared by all: a merge would show "
                    "one company what another knows. Give them the same company first.",
                    names=", ".join(people.mapped("name")),
                )
            )
        if any(people.mapped("is_erased")):
            raise UserError(
                self.env._("Somebody whose data were erased is nobody any more: there is nothing to merge.")
            )

    def _prepare_merge_values(self, others):
        """What ``self`` takes over: what it has not, what others object to, the tighter wish."""
        self.ensure_one()
        values = {"first_steps_id": False}  # undoing the first steps must not delete both
        for name, field in self._fields.items():
            if not field.store or field.related or field.type == "one2many" or name in NOT_MERGED:
                continue
            if field.compute and field.readonly:
                continue
            if value := self._get_merged_value(field, others):
                values[name] = value
        for name, strictest in STRICTEST.items():
            if said := [person[name] for person in self | others if person[name]]:
                values[name] = strictest(said)
        return values

    def _get_merged_value(self, field, others):
        """The value of others that ``self`` lacks: links unite, what is set stays, one yes is a yes."""
        if field.type == "many2many":
            return [Command.link(record_id) for record_id in (others[field.name] - self[field.name]).ids]
        if self[field.name]:
            return False
        value = next((person[field.name] for person in others if person[field.name]), False)
        return field.convert_to_write(value, others) if value else False

    def _take_over(self, others):
        """Move all that names ``others`` to ``self``: first what has unique keys, then the rest by Odoo's merge."""
        self.env.flush_all()
        people = (self | others).ids
        for statement in (
            merge_sql.keep_one_touch_per_mailing,
            merge_sql.move_documents_of_touches,
            merge_sql.span_memberships,
            merge_sql.drop_double_memberships,
            merge_sql.drop_double_keys,
            merge_sql.move_duplicates,
            merge_sql.drop_duplicates,
        ):
            self.env.execute_query(statement(people, self.id))
        merge = self.env["base.partner.merge.automatic.wizard"].sudo()  # sudo: its methods ask for no record
        merge._update_foreign_keys_generic(self._name, others, self)
        merge._update_reference_fields_generic(self._name, others, self)
        self._take_over_documents(others)
        self.env.invalidate_all()

    def _take_over_documents(self, others):
        """Move what names a document by model and number, and that Odoo's merge does not know of.

        By SQL: a message that waits to be sent refuses another document.
        """
        # sudo: the list of fields
        lines = self.env["ir.model.fields"].sudo().search([("ttype", "=", "many2one_reference"), ("store", "=", True)])
        for line in lines:
            Model = self.env.get(line.model)
            # Files and followers were moved; pictures are values of the person, which stand among the others.
            if Model is None or Model._abstract or not Model._auto or line.model in ("ir.attachment", "mail.followers"):
                continue
            field = Model._fields[line.name]
            if Model._fields[field.model_field].store:
                columns = (Model._table, field.model_field, field.name)
                self.env.execute_query(merge_sql.move_documents(columns, self._name, others.ids, self.id))

    def _get_merge_words(self, others):
        lines = [" · ".join(filter(None, (person.name, person.email, person.phone))) for person in others]
        return Markup("<p>%s</p><ul>%s</ul>") % (
            self.env._("Merged into this person, with all contacts, applications and notes:"),
            Markup("").join(Markup("<li>%s</li>") % line for line in lines),
        )

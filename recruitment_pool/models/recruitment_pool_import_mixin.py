from odoo import api, models
from odoo.tools import email_normalize

IDENTIFIERS = ("id", ".id")
OBJECTION = "is_opted_out"
# Only ``load`` can say so: by RPC a context holds no such value.
IMPORT = object()
NO = ("0", "false", "no", "faux", "non")  # what a spreadsheet calls the contrary of an objection


class RecruitmentPoolImportMixin(models.AbstractModel):
    """Odoo's import, made to match known people instead of doubling them.

    ``base_import`` ends in ``load()``, which ends in ``create()``; ``create()`` must
    return new records, so the matching happens here.
    """

    _name = "recruitment.pool.import.mixin"
    _description = "Import of Pool Members"

    @api.model
    def get_import_templates(self):
        return [
            {
                "label": self.env._("Template for pool members"),
                "template": "/recruitment_pool/static/xls/recruitment_pool_member.xlsx",
            }
        ]

    @api.model
    def load(self, fields, data):
        """Match the lines of a file with known people, and with each other.

        Lines whose e-mail or profile URL is known update that person, without
        emptying what the file leaves blank; lines of one file that name the same
        address become one person, the first line leading. An objection is never
        taken back by a file, neither by a later line nor by a later file.

        The client asks for a number of lines at a time (``_import_limit``): these are
        taken here, since ``super()`` would count the lines of each group for itself.
        """
        if not {"email", "profile_url"} & set(fields) or set(IDENTIFIERS) & set(fields):
            return super().load(fields, data)
        batch = data[: self.env.context.get("_import_limit")]
        savepoint = self.env.cr.savepoint()
        ids, messages = self.with_context(_import_limit=None, pool_import=IMPORT)._load_batch(fields, batch)
        self.browse(ids)._fold()
        failed = any(message["type"] == "error" for message in messages)
        savepoint.close(rollback=failed)
        return {
            "ids": not failed and ids,
            "messages": messages,
            "nextrow": len(batch) if len(batch) < len(data) else 0,
        }

    @api.model
    def _is_import(self):
        """Whether lines of a file are written now, which ``load`` folds all at once."""
        return self.env.context.get("pool_import") is IMPORT

    def _load_batch(self, fields, batch):
        """Load lines in groups that fill the same columns: (ids, messages)."""
        merged, places = self._merge_lines(fields, batch)
        known = self._match_lines(fields, merged)
        ids, messages = [False] * len(merged), []
        for columns, numbers in self._group_lines(fields, merged, known).items():
            lines = []
            for number in numbers:
                line = [merged[number][fields.index(c)] for c in columns if c != ".id"]
                lines.append(([str(known[number])] if columns[0] == ".id" else []) + line)
            result = super().load(list(columns), lines)  # pylint: disable=super-method-mismatch; a part of it
            for message in self._get_exact(result["messages"]):
                self._relocate(message, numbers, places)
                messages.append(message)
            if result["ids"]:
                for number, member_id in zip(numbers, result["ids"], strict=False):
                    ids[number] = member_id
        return [member_id for member_id in ids if member_id], messages

    @api.model
    def _line_keys(self, fields, line):
        """The (kind, value) pairs by which a line of a file names a person."""
        keys = []
        if "email" in fields:
            email = email_normalize(line[fields.index("email")] or "", strict=False)
            keys += [("email", self._normalize_email(email))] if email else []
        if "profile_url" in fields:
            profile = self._normalize_profile(line[fields.index("profile_url")])
            keys += [("profile", profile)] if profile else []
        return keys

    @api.model
    def _merge_lines(self, fields, data):
        """Fold lines of one person into the first of them, which keeps what it says; categories add up.

        :return: (lines, for each of them its number in the file)
        """
        lines, places, first = [], [], {}
        for place, line in enumerate(data):
            line = [cell.strip() if isinstance(cell, str) else cell for cell in line]
            keys = self._line_keys(fields, line)
            number = next((first[key] for key in keys if key in first), None)
            if number is None:
                number = len(lines)
                lines.append(line)
                places.append(place)
            else:
                lines[number] = [
                    self._merge_cells(column, old, new)
                    for column, old, new in zip(fields, lines[number], line, strict=True)
                ]
            for key in keys:
                first.setdefault(key, number)
        return lines, places

    @api.model
    def _merge_cells(self, column, old, new):
        """What an earlier line says, completed by a later one of the same person: categories add up."""
        if column.split("/")[0] == "category_ids" and old and new:
            return f"{old},{new}"
        return new if self._is_blank(column, old) else old

    @api.model
    def _is_blank(self, column, cell):
        """Whether a cell leaves it to a later line of the same person to say something."""
        if column == OBJECTION and isinstance(cell, str):
            return not cell or cell.casefold() in NO
        return cell in ("", False, None)

    @api.model
    def _get_exact(self, messages):
        """Messages without the first one of ``load`` that blames the first line for a later one."""
        said_again = messages and messages[0]["message"] in {m["message"] for m in messages[1:]}
        return messages[1:] if said_again else messages

    @api.model
    def _match_lines(self, fields, lines):
        """{number of a line: id of the member it names}, in one query."""
        keys = {number: self._line_keys(fields, line) for number, line in enumerate(lines)}
        found = self._find_by_keys((key for line_keys in keys.values() for key in line_keys), self.env.company)
        return {
            number: found[key][0] for number, line_keys in keys.items() for key in reversed(line_keys) if key in found
        }

    @api.model
    def _group_lines(self, fields, lines, known):
        """{columns: numbers of the lines that fill them}: blanks empty nobody's file."""
        groups = {}
        for number, line in enumerate(lines):
            if number in known:
                filled = [c for c, cell in zip(fields, line, strict=True) if cell]
                columns = (".id", *filled)
            else:
                columns = tuple(fields)
            groups.setdefault(columns, []).append(number)
        return groups

    @api.model
    def _relocate(self, message, numbers, places):
        """Make a message of ``load`` speak of the line of the file it is about."""
        rows = message.get("rows")
        if rows:
            place = places[numbers[min(rows["from"], len(numbers) - 1)]]
            message["rows"] = {"from": place, "to": place}
            message["record"] = place

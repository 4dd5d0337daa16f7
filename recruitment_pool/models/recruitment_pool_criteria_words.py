import re

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import format_date, format_list

RELATIVE_DAY = re.compile(r"today -(\d+)([dwmy])")


class RecruitmentPoolCriteriaWords(models.AbstractModel):
    """Criteria in words, for the reason of a membership: the web client's words do not reach the server."""

    _name = "recruitment.pool.criteria.words"
    _description = "Words of Criteria"

    criteria_domain = fields.Char(
        string="Criteria",
        copy=True,
        help="People who meet these criteria are in the category, unless somebody keeps them out by hand. "
        "Empty: people are put in by hand.",
    )
    criteria_sentence = fields.Char(string="In Words", compute="_compute_criteria_sentence")

    @api.depends("criteria_domain")
    @api.depends_context("lang")
    def _compute_criteria_sentence(self):
        for category in self:
            category.criteria_sentence = category._say_criteria()

    def _get_criteria_lang(self):
        """Language in which texts are looked up and reasons said: of who wrote the criteria, else the company's."""
        saved = self.sudo() if self == self._origin else self.browse()  # sudo: languages
        is_by_odoo = saved.write_uid.id == SUPERUSER_ID
        writer = (saved.company_id or self.env.company).partner_id if is_by_odoo else saved.write_uid
        return writer.lang or self.env.lang

    def _say_criteria(self):
        """The criteria in the language of the context: empty for none, as they stand if they became invalid."""
        try:
            domain = self._parse_criteria()
        except ValidationError:
            return self.criteria_domain
        return "" if domain.is_false() else self._say_domain(domain, "recruitment.pool.member")

    def _say_domain(self, domain, model, is_inner=False):
        domain = Domain(domain)
        operator = getattr(domain, "OPERATOR", None)
        if operator == "!":
            return self.env._("not (%(criteria)s)", criteria=self._say_domain(domain.child, model))
        if operator:
            parts = [self._say_domain(child, model, True) for child in domain.children]
            words = format_list(self.env, parts, "or" if operator == "|" else "standard")
            return f"({words})" if is_inner else words
        if not hasattr(domain, "field_expr"):
            return str(list(domain))  # a constant, which nobody means
        return self._say_condition(domain, model)

    def _say_condition(self, condition, model):
        name, _dot, rest = condition.field_expr.partition(".")
        # sudo: labels only, and names of what the criteria name
        field = self.env[model].sudo().fields_get([name], ["string", "type", "relation", "selection"])[name]
        label = field["string"]
        if rest:
            inner = Domain(rest, condition.operator, condition.value)
            return f"{label} › {self._say_condition(inner, field['relation'])}"
        if condition.operator in ("any", "not any"):
            if Domain(condition.value).is_true():  # an inner list still empty: whether there is any
                return self._say_comparison(field, "!=" if condition.operator == "any" else "=", False)
            values = {"field": label, "criteria": self._say_domain(condition.value, field["relation"])}
            if condition.operator == "any":
                return self.env._("%(field)s with (%(criteria)s)", **values)
            return self.env._("no %(field)s with (%(criteria)s)", **values)
        return self._say_comparison(field, condition.operator, condition.value)

    @api.model
    def _say_path(self, path, model="recruitment.pool.member"):
        """A field as the editor of criteria names it: 'Applications › Job Position'; its path where there is none."""
        name, _dot, rest = path.partition(".")
        field = self.env[model]._fields.get(name)
        if not field:
            return path
        label = self.env[model].sudo().fields_get([name], ["string"])[name]["string"]  # sudo: labels only
        return f"{label} › {self._say_path(rest, field.comodel_name)}" if rest and field.comodel_name else label

    def _say_comparison(self, field, operator, value):
        label = field["string"]
        if value is False and operator in ("=", "!=") and field["type"] != "boolean":
            if operator == "=":
                return self.env._("%(field)s not set", field=label)
            return self.env._("%(field)s set", field=label)
        if field["type"] == "boolean" and operator in ("=", "!="):
            is_yes = bool(value) == (operator == "=")
            return self.env._("%(field)s: yes", field=label) if is_yes else self.env._("%(field)s: no", field=label)
        if field["type"].startswith("date") and operator in (">", ">=", "<", "<="):
            return self._say_time(label, operator[0], value)
        items = value if isinstance(value, (list, tuple)) else [value]
        said = format_list(self.env, [self._say_value(field, item) for item in items], "or")
        match operator:
            case "=" | "in" | "child_of":
                return self.env._("%(field)s is %(value)s", field=label, value=said)
            case "!=" | "not in":
                return self.env._("%(field)s is not %(value)s", field=label, value=said)
            case "ilike" | "like":
                return self.env._("%(field)s contains %(value)s", field=label, value=said)
            case "not ilike" | "not like":
                return self.env._("%(field)s does not contain %(value)s", field=label, value=said)
        return f"{label} {operator} {said}"

    def _say_time(self, label, sign, value):
        """Say a date compared: 'today -6m' as a period of 6 months, a date in the user's format, the rest as it is."""
        if match := RELATIVE_DAY.fullmatch(str(value).strip()):
            number, unit = match.groups()
            period = self._say_period(number, unit)
            if sign == ">":
                return self.env._("%(field)s: less than %(period)s ago", field=label, period=period)
            return self.env._("%(field)s: more than %(period)s ago", field=label, period=period)
        try:
            day = format_date(self.env, fields.Date.to_date(value))
        except ValueError:
            day = self.env._("today") if value == "today" else value
        if sign == ">":
            return self.env._("%(field)s: from %(day)s on", field=label, day=day)
        return self.env._("%(field)s: before %(day)s", field=label, day=day)

    def _say_period(self, number, unit):
        if int(number) == 1:
            return {
                "d": self.env._("1 day"),
                "w": self.env._("1 week"),
                "m": self.env._("1 month"),
                "y": self.env._("1 year"),
            }[unit]
        return {
            "d": self.env._("%(number)s days", number=number),
            "w": self.env._("%(number)s weeks", number=number),
            "m": self.env._("%(number)s months", number=number),
            "y": self.env._("%(number)s years", number=number),
        }[unit]

    def _say_value(self, field, value):
        if "relation" in field and isinstance(value, int) and value:
            # sudo: the name of a job or a tag, which the category says to all pool users anyway
            return self.env[field["relation"]].sudo().browse(value).exists().display_name or str(value)
        if "selection" in field:
            return dict(field["selection"]).get(value, str(value))
        return str(value)

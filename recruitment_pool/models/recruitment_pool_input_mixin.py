from odoo import api, models
from odoo.exceptions import ValidationError

LARGEST = 2**31 - 1  # of PostgreSQL's integers


class RecruitmentPoolInputMixin(models.AbstractModel):
    """What the database would refuse in words nobody understands, or take and nobody could see.

    Before it gets there: a number out of range fails before any constraint is asked.
    """

    _name = "recruitment.pool.input.mixin"
    _description = "Checks of What Is Typed"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_input(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_input(vals)
        return super().write(vals)

    def _update_field_translations(self, field_name, translations, digest=None, source_lang=""):
        for text in translations.values():
            self._check_input({field_name: text})
        return super()._update_field_translations(field_name, translations, digest, source_lang)

    @api.model
    def _check_input(self, vals):
        """Refuse numbers, texts and names that cannot be kept as they are given."""
        for name, value in vals.items():
            field = self._fields.get(name)
            if field and field.type == "integer":
                self._check_number(field, value)
            elif field and isinstance(value, str):
                self._check_text(field, value)

    @api.model
    def _check_number(self, field, value):
        try:
            is_whole = int(value or 0) == float(value or 0) and abs(float(value or 0)) <= LARGEST
        except (TypeError, ValueError, OverflowError):
            is_whole = False
        if not is_whole:
            raise ValidationError(
                self.env._(
                    "%(field)s takes whole numbers up to %(largest)s, which %(value)s is not: enter another one.",
                    field=self._get_label(field),
                    largest=LARGEST,
                    value=str(value)[:50],
                )
            )

    @api.model
    def _check_text(self, field, value):
        if "\x00" in value:
            raise ValidationError(
                self.env._(
                    "%(field)s contains a character that no database keeps (NUL), often from a file read in a wrong "
                    "encoding: remove it, or save the file as UTF-8.",
                    field=self._get_label(field),
                )
            )
        # What is chosen from lists in several languages; a person's name and a code have words of their own.
        is_name = field.required and field.translate
        if is_name and not any(char.isprintable() and not char.isspace() for char in value):
            raise ValidationError(
                self.env._(
                    "%(field)s needs at least one visible character, in each language: nobody could choose it from "
                    "a list otherwise.",
                    field=self._get_label(field),
                )
            )

    @api.model
    def _get_label(self, field):
        return self.fields_get([field.name], ["string"])[field.name]["string"]

"""Rights as they are, measured role by role, to be compared with the table in the addon's readme/RIGHTS.md."""

import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw, get_public_method
from odoo.tools import SQL, file_open, mute_logger

from odoo.addons.mail.tests.common import mail_new_test_user

EXPORT = "base.group_allow_export"  # Odoo's own right to export, which nobody has by our groups
ROLES = {
    "public": "base.group_public",
    "portal": "base.group_portal",
    "internal": f"base.group_user,{EXPORT}",
    "interviewer": f"hr_recruitment.group_hr_recruitment_interviewer,{EXPORT}",
    "officer": f"hr_recruitment.group_hr_recruitment_user,{EXPORT}",
    "pool user": f"base.group_user,recruitment_pool.group_pool_user,{EXPORT}",
    "pool manager": f"base.group_user,recruitment_pool.group_pool_manager,{EXPORT}",
    "administrator": None,
}
OPERATIONS = {"read": "r", "write": "w", "create": "c", "unlink": "d", "export": "x"}
# Rights on these are Odoo's own and ours to the models: they stand in the table by model.
CRUD = ("create", "write", "unlink")
NONE = "-"


class RightsTable:
    """For a test case of an addon: ``addon``, ``roles``, ``_make_samples()`` and ``_get_arguments()``."""

    addon = None
    roles = ROLES

    def _make_samples(self):
        """{model: a record to try on}."""
        raise NotImplementedError

    def _get_arguments(self, model, method):
        """What a method is called with, after the ids."""
        raise NotImplementedError

    def _make_users(self):
        users = {}
        for role, groups in self.roles.items():
            if groups:
                login = role.replace(" ", "_")
                users[role] = mail_new_test_user(self.env, login=f"role_{login}", groups=groups)
            else:
                users[role] = self.env.ref("base.user_admin")
                users[role].group_ids += self.env.ref(EXPORT)
        return users

    # ------------------------------------------------------------------
    # What there is
    # ------------------------------------------------------------------

    def _get_own_classes(self, model):
        """Classes by which the addon makes or extends a model, its mixins included."""
        return [
            cls
            for cls in type(self.env[model]).mro()
            if cls.__module__.startswith(f"odoo.addons.{self.addon}.")
            and (cls._name == model or cls._name.startswith("recruitment."))
        ]

    def _get_own_models(self):
        return sorted(m for m in self.env if m.startswith("recruitment.") and self._get_own_classes(m))

    def _make_action_samples(self, member, category):
        """A wizard of each kind that acts on people, and two people who look like one."""
        values = {
            "categorize": {"category_ids": category.ids},
            "hand.over": {"user_id": self.env.user.id},
            "pause": {},
            "propose": {"job_id": self.env["hr.job"].create({"name": "Fitter"}).id},
        }
        twins = [{"name": "Twin", "email": f"twin{number}@example.com", "phone": "+33612345678"} for number in (1, 2)]
        self.env["recruitment.pool.member"].create(twins)
        self.env["recruitment.pool.duplicate"]._find()
        return [
            *(
                self.env[f"recruitment.pool.{name}"].create({"member_ids": member.ids, **vals})
                for name, vals in values.items()
            ),
            self.env["recruitment.pool.duplicate"].search([], limit=1),
        ]

    def _get_public_methods(self):
        """Sorted (model, method) that the addon defines or overrides and RPC accepts."""
        found = set()
        for model in self.env:
            if self.env[model]._abstract and self.env.registry[model]._inherit_children:
                continue  # without records of its own; its methods stand with the models made of it
            for cls in self._get_own_classes(model):
                for name in vars(cls):
                    if name not in CRUD and self._is_public(model, name):
                        found.add((model, name))
        return sorted(found)

    def _is_public(self, model, name):
        try:
            get_public_method(self.env[model], name)
        except (AccessError, AttributeError):
            return False
        return True

    # ------------------------------------------------------------------
    # What is allowed
    # ------------------------------------------------------------------

    def _is_allowed(self, act):
        """Whether ``act()`` meets no refusal; whatever else it meets comes after the rights."""
        try:
            with mute_logger("odoo.sql_db", "odoo.orm.models", "odoo.addons.base.models.ir_model"):
                act()
        except AccessError:
            return False
        except (UserError, psycopg2.Error):
            return True
        return True

    def _try(self, act):
        """``_is_allowed``, leaving nothing behind."""
        savepoint = self.cr.savepoint()
        try:
            return self._is_allowed(act)
        finally:
            savepoint.close(rollback=True)

    def _give(self, sample, user):
        """A form under way is seen by who opened it alone."""
        if sample._transient and sample:
            self.env.flush_all()
            self.env.execute_query(
                SQL("UPDATE %s SET create_uid = %s WHERE id = %s", SQL.identifier(sample._table), user.id, sample.id)
            )
            sample.invalidate_recordset()

    def _measure_crud(self, samples, users):
        """{model: {role: letters of OPERATIONS}}."""
        rows = {}
        for model in self._get_own_models():
            if self.env[model]._abstract:
                continue
            for role, user in users.items():
                self._give(samples[model], user)
                acts = self._get_crud_acts(samples[model], samples[model].with_user(user))
                letters = "".join(OPERATIONS[name] for name, act in acts.items() if self._try(act))
                rows.setdefault(f"`{model}`", {})[role] = letters or NONE
        return rows

    def _get_crud_acts(self, sample, own):
        vals = sample.copy_data()[0]
        vals.update(self._get_create_values(sample))
        name = next(name for name in vals if sample._fields[name].store and sample._fields[name].type != "one2many")
        same = {name: sample._fields[name].convert_to_write(sample[name], sample)}
        return {
            "read": lambda: own.search([("id", "=", own.id)]).read(["display_name"]) or self._refuse(),
            "write": lambda: own.write(same),
            "create": lambda: own.create(vals),
            "unlink": own.unlink,
            "export": lambda: self._export(own),
        }

    def _get_create_values(self, sample):
        """What differs in another record, where two of the same cannot be."""
        return {}

    def _refuse(self):
        raise AccessError("nothing found")  # pylint: disable=translation-required; nobody reads it

    def _export(self, own):
        if not (self.env.user.has_group(EXPORT) and own.env.user.has_group(EXPORT)):
            self._refuse()
        own.export_data(["display_name"])

    def _measure_methods(self, samples, users):
        """{`model.method`: {role: "yes" or NONE}}."""
        rows = {}
        for model, name in self._get_public_methods():
            for role, user in users.items():
                args = self._get_arguments(model, name)
                self._give(samples.get(model, self.env[model]), user)
                allowed = self._try(lambda m=model, n=name, u=user, a=args: self._call(samples, m, n, u, a))
                rows.setdefault(f"`{model}.{name}`", {})[role] = "yes" if allowed else NONE
        return rows

    def _call(self, samples, model, name, user, args):
        """Call a method as RPC does; ``load`` tells its refusals instead of raising them."""
        records = self.env[model].with_user(user)
        is_of_model = getattr(get_public_method(records, name), "_api_model", False) or model not in samples
        ids = [] if is_of_model else [samples[model].ids]
        result = call_kw(records, name, [*ids, *args], {})
        self.env.flush_all()
        if name == "load" and any(m["type"] == "error" for m in result["messages"]):
            self._refuse()

    # ------------------------------------------------------------------
    # The table
    # ------------------------------------------------------------------

    def _format(self, rows):
        return [f"| {name} | {' | '.join(cells[role] for role in self.roles)} |" for name, cells in rows.items()]

    def _check_rights_table(self):
        samples, users = self._make_samples(), self._make_users()
        measured = self._format(self._measure_crud(samples, users) | self._measure_methods(samples, users))
        with file_open(f"{self.addon}/readme/RIGHTS.md") as file:
            written = [line.rstrip() for line in file if line.startswith("| `")]
        self.assertEqual(
            written,
            measured,
            f"{self.addon}/readme/RIGHTS.md does not say what is so. Whatever is public can be called by "
            "anybody with any record: name it with _ where that need not be. Measured:\n" + "\n".join(measured),
        )

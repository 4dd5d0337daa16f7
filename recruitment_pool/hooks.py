from .models.recruitment_pool_adoption import TURN_PARAMETER
from .models.recruitment_pool_cadence_mixin import REFRESH_PARAMETER


def post_init_hook(env):
    """Adopt native pools, talents and the past; fold them, and whoever demo data put into the pool."""
    env["recruitment.pool.adoption"]._adopt_at_install()


def uninstall_hook(env):
    """Keep the mails that were sent, and leave nothing that Odoo itself would leave behind."""
    env["ir.config_parameter"].search([("key", "in", (REFRESH_PARAMETER, TURN_PARAMETER))]).unlink()
    own_models = [model._name for model in env.registry.values() if model._original_module == "recruitment_pool"]
    # Odoo deletes a mail with the model of its document, also one that is still to leave.
    mails = env["mail.mail"].search([("model", "in", own_models)])
    mails.mail_message_id.write({"model": False, "res_id": False})
    env["ir.filters"].with_context(active_test=False).search([("model_id", "in", own_models)]).unlink()
    drop_foreign_keys(env, "recruitment_pool")
    # What our models inherit is named after the module it comes from, which stays.
    for model, path in (("ir.model.inherit", "model_id.model"), ("ir.model.fields.selection", "field_id.model")):
        ids = env[model].search([(path, "in", own_models)]).ids
        env["ir.model.data"].search([("model", "=", model), ("res_id", "in", ids)]).unlink()


def drop_foreign_keys(env, module):
    """Drop a module's foreign keys before its data goes, and Odoo's notes of them, which would stay.

    Odoo deletes the records of our data files before the tables that hold on to them:
    each would be refused, with an error in the log.
    """
    env["ir.model.constraint"].search([("module.name", "=", module), ("type", "=", "f")]).unlink()

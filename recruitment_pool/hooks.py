from .models.recruitment_pool_cadence_mixin import REFRESH_PARAMETER


def post_init_hook(env):
    """Fold whoever demo data or another addon put into the pool during the install."""
    env["recruitment.pool.member"]._fold_all()


def uninstall_hook(env):
    """Leave no parameter behind; Odoo itself removes models, columns and data."""
    env["ir.config_parameter"].search([("key", "=", REFRESH_PARAMETER)]).unlink()

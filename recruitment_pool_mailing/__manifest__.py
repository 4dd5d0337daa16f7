{
    "name": "Recruitment Pool Mailing",
    "summary": "Mailings to the candidate pool that keep to the contact cadence",
    "version": "19.0.1.0.0",
    "category": "Human Resources/Recruitment",
    "author": "Recruitment Pool contributors",
    "license": "LGPL-3",
    "development_status": "Alpha",
    "depends": [
        "mass_mailing",
        "mass_mailing_event",
        "mass_mailing_sms",
        "recruitment_pool",
    ],
    "data": [
        "security/ir.model.access.csv",
        "security/ir_rules.xml",
        "views/mailing_trace_views.xml",
        "views/mailing_mailing_views.xml",
        "views/recruitment_pool_category_views.xml",
        "views/menus.xml",
    ],
    "demo": [
        "demo/res_users_demo.xml",
        "demo/mailing_mailing_demo.xml",
    ],
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
}

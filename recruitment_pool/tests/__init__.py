from . import (
    test_applicants,
    test_check,
    test_contact_states,
    test_cron,
    test_engine_agrees,
    test_gate,
    test_identity,
    test_import,
    test_log_contact,
    test_policies,
    test_rights,
    test_translations,
)

from . import (
    test_audience,
    test_early,
    test_figures,
    test_guard,
    test_hooks,
    test_life_of_a_touch,
    test_queue,
    test_rights,
    test_rights_table,
    test_secrets,
    test_translations,
    test_unsubscribe,
)

"""Make the ledger DAYS days older: moving one of the two clocks would prove nothing."""

import os

env.cr.execute(
    "UPDATE recruitment_pool_touch SET day = day - %(n)s, at = at - make_interval(days => %(n)s)",
    {"n": int(os.environ["DAYS"])},
)
env["recruitment.pool.member"]._fold_all()
env.cr.commit()

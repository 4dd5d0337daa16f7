"""What the days of the whole pool cost beside the bare aggregate over the ledger.

Run: dev/run python tests/benchmark/bench_pool.py [members ...]

Ten touches a member. The ratios matter, seconds are those of the machine.
"""

import math
import sys

from stage import open_stage

TABLES = ("member", "member_key", "membership", "touch")
WORDS = {
    "bare": "SELECT member_id, max(day) ... GROUP BY member_id",
    "counting": "the same over the touches that count alone",
    "days": "next allowed day and reason of everybody (dry run)",
    "refresh": "refresh after 1 in 100 was contacted",
    "fold_unchanged": "nightly fold, nothing changed since",
    "fold_next_night": "nightly fold, everybody's day moved on",
}


def measure(stage, people):
    """{case: (seconds, rows)} and (KB before, KB after, batches) of a pool of this size."""
    name = stage.database(f"bench_pool_{people}", source="bench_pool")
    print(*stage.script(name, "fill_pool", PEOPLE=people, TOUCHES=people * 10)[-1])
    for table in TABLES:
        # The tests' PostgreSQL commits before the log is on disk: VACUUM marks no page of such a transaction,
        # nor of one just before it.
        stage.sql(name, "CHECKPOINT")
        stage.sql(name, f"VACUUM ANALYZE recruitment_pool_{table}")
    times, memory = {}, None
    for word, *rest in stage.script(name, "time_pool"):
        if word == "TIME":
            times[rest[0]] = (float(rest[1]), int(rest[2]))
        elif word == "MEMORY":
            memory = tuple(map(int, rest))
    return times, memory


def main(sizes):
    with open_stage() as stage:
        stage.database("bench_pool")
        results = {people: measure(stage, people) for people in sizes}
    for people, (times, (before, after, batches)) in results.items():
        print(f"\n{people} members, {people * 10} touches")
        print(f"{'':<52} seconds    rows  ratio")
        for name, (seconds, rows) in times.items():
            print(f"{WORDS[name]:<52} {seconds:7.3f} {rows:7} {seconds / times['bare'][0]:6.2f}")
        print(f"nightly fold in {batches} batches: peak memory {before // 1024} MB before, {after // 1024} MB after")
    if len(sizes) > 1:
        small, large = min(sizes), max(sizes)
        print(f"\nexponent of growth from {small} to {large} members")
        for name, words in WORDS.items():
            growth = results[large][0][name][0] / results[small][0][name][0]
            print(f"{words:<52} {math.log(growth) / math.log(large / small):7.2f}")


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or [10_000, 100_000])

"""What the guard costs: one mailing generated in an Odoo without our addons, and with them.

Run: dev/run python tests/benchmark/bench_mailing.py [recipients ...]

Without: to mailing contacts, Odoo's own records that are most like members: a name, an address of
their own, no contact behind it; equal text, equal addresses, equal number. With: to members, ten touches each in
the ledger. "Gate open" are the same members in the same database, nobody being asked. Generation
only, as the mailing queue does it, in a process and a copy of the database of its own for
each measurement. The rounds alternate; the fastest counts. ROUNDS=n, here 3.
"""

import os
import sys

from stage import open_stage

ROUNDS = int(os.environ.get("ROUNDS", "3"))
FAR = 10**9  # one in so many is nobody
MEMBER, CONTACT = "recruitment.pool.member", "mailing.contact"
# Words, whom to, one in so many over the cap, but of these not one in so many, what is done with the guard.
# The first is what all are compared with.
CASES = (
    ("Odoo without the addons, to contacts", CONTACT, FAR, FAR, "none"),
    ("gate open, to members", MEMBER, FAR, FAR, "open"),
    ("guarded, nobody over the cap", MEMBER, FAR, FAR, "on"),
    ("guarded, half over the cap", MEMBER, 2, FAR, "on"),
    ("guarded, 19 of 20 over the cap", MEMBER, 1, 20, "on"),
    ("  the same, all rendered first", MEMBER, 1, 20, "late"),
)


def prepare(stage, people):
    """{(whom to, over, but): (database to copy, id of its mailing)}."""
    full = stage.database(f"bench_full_{people}", source="bench_ours")
    stage.script(full, "fill_pool", PEOPLE=people, TOUCHES=people * 10)
    letters = {}
    for _words, target, over, but, _guard in CASES:
        if (target, over, but) not in letters:
            source = full if target == MEMBER else "bench_plain"
            name = stage.database(f"bench_letter_{people}_{len(letters)}", source=source)
            (said,) = stage.script(name, "make_letter", PEOPLE=people, TARGET=target, OVER=over, MOST=but)
            letters[target, over, but] = name, said[1]
    return letters


def measure(stage, people):
    """{words: [seconds, seconds of the processor, mails, left out]}, the fastest of the rounds."""
    letters = prepare(stage, people)
    best = {}
    for _round in range(ROUNDS):
        for words, target, over, but, guard in CASES:
            source, letter = letters[target, over, but]
            name = stage.database("bench_run", source=source)
            said = stage.script(name, "time_letter", LETTER=letter, GUARD=guard)
            figures = next([float(figure) for figure in rest] for word, *rest in said if word == "TIME")
            best[words] = [min(pair) for pair in zip(best.get(words, figures), figures, strict=True)]
    return best


def main(sizes):
    with open_stage() as stage:
        stage.database("bench_ours")
        stage.database("bench_plain", modules=())
        for people in sizes:
            best = measure(stage, people)
            base = next(iter(best.values()))
            print(f"\n{people:<37} mails  left out  seconds  ratio  processor  ratio  ms each", flush=True)
            for words, (seconds, spent, mails, left_out) in best.items():
                print(
                    f"{words:<36} {mails:6.0f} {left_out:9.0f} {seconds:8.2f} {seconds / base[0]:6.2f}"
                    f" {spent:10.2f} {spent / base[1]:6.2f} {spent / people * 1000:8.2f}",
                    flush=True,
                )


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or [5_000, 20_000])

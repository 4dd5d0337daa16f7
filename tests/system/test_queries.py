"""What is asked of the database does not grow with the batch: counted in PostgreSQL's own log, on every connection."""

import re

PEOPLE = 160
STATEMENT = re.compile(r"LOG: +(?:statement|execute [^:]*): (.*)")
VIEWS = (
    "recruitment.pool.member list",
    "recruitment.pool.member kanban",
    "recruitment.pool.category list",
    "recruitment.pool.touch list",
)


def count_queries(world, name, **variables):
    """{words of a mark: statements up to its end}, as ``scripts/count_queries`` set the marks."""
    database = world.copy(world.template_with_addons(), name)
    world.script(database, "make_pool", PEOPLE=PEOPLE)
    world.sql(database, f"ALTER DATABASE {database} SET log_statement = 'all'")
    log = world.state.cluster.data / "server.log"
    known = log.stat().st_size
    world.script(database, "count_queries", **variables)
    counts, stack = {}, []
    for statement in STATEMENT.findall(log.read_bytes()[known:].decode()):
        if "'MARK end'" in statement:
            stack.pop()
        elif mark := re.search("'MARK (.*)'", statement):
            stack.append(mark[1])
        for words in stack:
            counts[words] = counts.get(words, -1) + 1  # the mark itself is none
    print("\n" + "\n".join(f"{words:<40}{count:5}" for words, count in counts.items()))
    return counts


def growing(counts):
    """{name: (queries for one record, for many)} of whatever does not cost the same for both."""
    pairs = {}
    for words, count in counts.items():
        name, number = words.rsplit(" ", 1)
        if number in ("1", "50", "100"):
            pairs.setdefault(name, []).append(count)
    assert len(pairs) == 6 and all(len(pair) == 2 for pair in pairs.values()), pairs
    # A composer with a single record makes Odoo look at that record's company: two queries more.
    pairs["mailing"][0] -= 2
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def test_one_record_and_many_cost_as_many_queries(world):
    assert not growing(count_queries(world, "queries"))


def test_a_query_for_each_person_would_be_seen(world):
    counts = growing(count_queries(world, "queries_slip", SLIP=1))
    added = {name: many - one for name, (one, many) in counts.items()}
    assert added == {**dict.fromkeys(VIEWS, 99), "gate": 49, "mailing": 49}

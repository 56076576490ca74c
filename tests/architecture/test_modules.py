import ast

from tests.architecture.sources import calls, imports, lengths, modules, served

LONGEST = 220


def test_every_module_says_what_it_owns_and_no_two_say_the_same() -> None:
    said = {name: ast.get_docstring(tree) for name, tree in modules().items() if tree.body}

    assert [name for name, sentence in said.items() if not sentence] == []
    first = [str(sentence).splitlines()[0] for sentence in said.values()]
    assert [line for line in first if first.count(line) > 1] == []


def test_no_module_is_too_long_to_be_read_at_once() -> None:
    assert {name: n for name, n in lengths().items() if n > LONGEST} == {}


def test_nothing_that_is_served_imports_the_development_tools() -> None:
    found = {
        name
        for name, tree in served().items()
        for imported in imports(tree)
        if imported.startswith("app.devtools")
    }

    assert found == set()


def test_one_module_reads_the_clock() -> None:
    readings = {
        name
        for name, tree in served().items()
        for call in calls(tree)
        if ast.unparse(call.func).rsplit(".", 1)[-1] in {"now", "utcnow", "today", "time_ns"}
        or ast.unparse(call.func) == "time.time"
    }

    assert readings == {"app.core.clock"}


def test_no_code_waits_by_the_thread() -> None:
    assert {n for n, tree in served().items() if "time.sleep" in set(imports(tree))} == set()


def test_sessions_of_the_orm_are_used_nowhere() -> None:
    orm = {"sqlalchemy.orm.Session", "sqlmodel.Session", "sqlalchemy.ext.asyncio.AsyncSession"}

    assert {n for n, tree in served().items() if orm & set(imports(tree))} == set()


def test_nobody_but_the_edge_of_a_request_commits() -> None:
    committing = {
        name
        for name, tree in served().items()
        for call in calls(tree)
        if isinstance(call.func, ast.Attribute) and call.func.attr in {"commit", "rollback"}
    }

    assert committing == set()

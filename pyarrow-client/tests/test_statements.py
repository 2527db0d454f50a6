from __future__ import annotations

import pytest

from tadashi_mizu._statements import split


@pytest.mark.parametrize(
    ("text", "done", "rest"),
    [
        ("", [], ""),
        ("select 1", [], "select 1"),
        ("select 1;", ["select 1"], ""),
        (" select 1 ; ; select 2", ["select 1"], "select 2"),
        ("select ';' ; x", ["select ';'"], "x"),
        ("select 'it''s; ' ; x", ["select 'it''s; '"], "x"),
        ('select 1 as "a;""b";', ['select 1 as "a;""b"'], ""),
        ("select 1 -- ; no\n;", ["select 1 -- ; no"], ""),
        ("select /* ; */ 1;", ["select /* ; */ 1"], ""),
        ("select 'open; ", [], "select 'open;"),
        ("select 1; select /* open ;", ["select 1"], "select /* open ;"),
        ("select $$a;b$$; x", ["select $$a;b$$"], "x"),
        ("select $q$ $$ ; $q$;", ["select $q$ $$ ; $q$"], ""),
    ],
)
def test_statements_end_at_semicolons(text: str, done: list[str], rest: str) -> None:
    assert split(text) == (done, rest)

"""The 43 queries of ClickBench (github.com/ClickHouse/ClickBench), and how answers are compared.

Many order by a count alone, so which of the rows with equal counts come within the limit is open: the
keys of the order must be the same in each place, and every row must be one of the whole answer.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

Row = tuple[Any, ...]

JULY = "counterid = 62 and eventdate >= '2013-07-01' and eventdate <= '2013-07-31'"
VIEWS = "count(*) as pageviews from hits where " + JULY
MOST = "order by pageviews desc limit 10"
PHRASE = "from hits where searchphrase <> ''"
SUMS = ", ".join(f"sum(resolutionwidth + {i})" if i else "sum(resolutionwidth)" for i in range(90))


@dataclass(frozen=True)
class Query:
    """One of them; `keys` are the columns of the answer that its order goes by."""

    name: str
    sql: str
    keys: tuple[int, ...] = ()

    @property
    def whole(self) -> str:
        return re.sub(r" limit \d+( offset \d+)?$", "", self.sql)

    @property
    def is_limited(self) -> bool:
        return self.whole != self.sql


TEXTS: list[tuple[str, tuple[int, ...]]] = [
    ("select count(*) from hits", ()),
    ("select count(*) from hits where advengineid <> 0", ()),
    ("select sum(advengineid), count(*), avg(resolutionwidth) from hits", ()),
    ("select avg(userid) from hits", ()),
    ("select count(distinct userid) from hits", ()),
    ("select count(distinct searchphrase) from hits", ()),
    ("select min(eventdate), max(eventdate) from hits", ()),
    ("select advengineid, count(*) from hits where advengineid <> 0 group by advengineid order by count(*) desc", (1,)),
    ("select regionid, count(distinct userid) as u from hits group by regionid order by u desc limit 10", (1,)),
    ("select regionid, sum(advengineid), count(*) as c, avg(resolutionwidth), count(distinct userid) from hits "
     "group by regionid order by c desc limit 10", (2,)),
    ("select mobilephonemodel, count(distinct userid) as u from hits where mobilephonemodel <> '' "
     "group by mobilephonemodel order by u desc limit 10", (1,)),
    ("select mobilephone, mobilephonemodel, count(distinct userid) as u from hits where mobilephonemodel <> '' "
     "group by mobilephone, mobilephonemodel order by u desc limit 10", (2,)),
    (f"select searchphrase, count(*) as c {PHRASE} group by searchphrase order by c desc limit 10", (1,)),
    (f"select searchphrase, count(distinct userid) as u {PHRASE} group by searchphrase order by u desc limit 10", (1,)),
    (f"select searchengineid, searchphrase, count(*) as c {PHRASE} group by searchengineid, searchphrase "
     "order by c desc limit 10", (2,)),
    ("select userid, count(*) from hits group by userid order by count(*) desc limit 10", (1,)),
    ("select userid, searchphrase, count(*) from hits group by userid, searchphrase order by count(*) desc limit 10",
     (2,)),
    ("select userid, searchphrase, count(*) from hits group by userid, searchphrase limit 10", ()),
    ("select userid, extract(minute from eventtime) as m, searchphrase, count(*) from hits "
     "group by userid, m, searchphrase order by count(*) desc limit 10", (3,)),
    ("select userid from hits where userid = 435090932899640449", ()),
    ("select count(*) from hits where url like '%google%'", ()),
    ("select searchphrase, min(url), count(*) as c from hits where url like '%google%' and searchphrase <> '' "
     "group by searchphrase order by c desc limit 10", (2,)),
    ("select searchphrase, min(url), min(title), count(*) as c, count(distinct userid) from hits "
     "where title like '%Google%' and url not like '%.google.%' and searchphrase <> '' "
     "group by searchphrase order by c desc limit 10", (3,)),
    ("select * from hits where url like '%google%' order by eventtime limit 10", (4,)),
    (f"select searchphrase {PHRASE} order by eventtime limit 10", ()),
    (f"select searchphrase {PHRASE} order by searchphrase limit 10", (0,)),
    (f"select searchphrase {PHRASE} order by eventtime, searchphrase limit 10", ()),
    ("select counterid, avg(strlen(url)) as l, count(*) as c from hits where url <> '' group by counterid "
     "having count(*) > 100000 order by l desc limit 25", (1,)),
    (r"select regexp_replace(referer, '^https?://(?:www\.)?([^/]+)/.*$', '\1') as k, avg(strlen(referer)) as l, "
     "count(*) as c, min(referer) from hits where referer <> '' group by k having count(*) > 100000 "
     "order by l desc limit 25", (1,)),
    (f"select {SUMS} from hits", ()),
    ("select searchengineid, clientip, count(*) as c, sum(isrefresh), avg(resolutionwidth) from hits "
     "where searchphrase <> '' group by searchengineid, clientip order by c desc limit 10", (2,)),
    ("select watchid, clientip, count(*) as c, sum(isrefresh), avg(resolutionwidth) from hits "
     "where searchphrase <> '' group by watchid, clientip order by c desc limit 10", (2,)),
    ("select watchid, clientip, count(*) as c, sum(isrefresh), avg(resolutionwidth) from hits "
     "group by watchid, clientip order by c desc limit 10", (2,)),
    ("select url, count(*) as c from hits group by url order by c desc limit 10", (1,)),
    ("select 1, url, count(*) as c from hits group by 1, url order by c desc limit 10", (2,)),
    ("select clientip, clientip - 1, clientip - 2, clientip - 3, count(*) as c from hits "
     "group by clientip, clientip - 1, clientip - 2, clientip - 3 order by c desc limit 10", (4,)),
    (f"select url, {VIEWS} and dontcounthits = 0 and isrefresh = 0 and url <> '' group by url {MOST}", (1,)),
    (f"select title, {VIEWS} and dontcounthits = 0 and isrefresh = 0 and title <> '' group by title {MOST}", (1,)),
    (f"select url, {VIEWS} and isrefresh = 0 and islink <> 0 and isdownload = 0 group by url {MOST} offset 1000", (1,)),
    ("select traficsourceid, searchengineid, advengineid, case when (searchengineid = 0 and advengineid = 0) "
     f"then referer else '' end as src, url as dst, {VIEWS} and isrefresh = 0 "
     f"group by traficsourceid, searchengineid, advengineid, src, dst {MOST} offset 1000", (5,)),
    (f"select urlhash, eventdate, {VIEWS} and isrefresh = 0 and traficsourceid in (-1, 6) "
     f"and refererhash = 3594120000172545465 group by urlhash, eventdate {MOST} offset 100", (2,)),
    (f"select windowclientwidth, windowclientheight, {VIEWS} and isrefresh = 0 and dontcounthits = 0 "
     f"and urlhash = 2868770270353813622 group by windowclientwidth, windowclientheight {MOST} offset 10000", (2,)),
    ("select date_trunc('minute', eventtime) as m, count(*) as pageviews from hits where counterid = 62 "
     "and eventdate >= '2013-07-14' and eventdate <= '2013-07-15' and isrefresh = 0 and dontcounthits = 0 "
     "group by date_trunc('minute', eventtime) order by date_trunc('minute', eventtime) limit 10 offset 1000", (0,)),
]  # fmt: skip

QUERIES = [Query(f"q{number}", sql, keys) for number, (sql, keys) in enumerate(TEXTS, 1)]


def difference(query: Query, ours: list[Row], theirs: list[Row], whole: list[Row]) -> str | None:
    """What is wrong with our answer; `whole` is theirs without the limit."""
    if len(ours) != len(theirs):
        return f"{len(ours)} rows, not {len(theirs)}"
    for mine, other in zip(ours, theirs, strict=True):
        if any(shown(mine[key]) != shown(other[key]) for key in query.keys):
            return f"{mine} stands where {other} should"
    left = Counter(tuple(map(shown, row)) for row in whole)
    for row in ours:
        key = tuple(map(shown, row))
        if left[key] == 0:
            return f"{row} is no row of the answer"
        left[key] -= 1
    return None


def shown(value: Any) -> str:
    """Ten digits of a number: engines sum doubles in different orders."""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return str(value) if isinstance(value, int) else plain(float(value))
    return str(value)


def plain(value: float) -> str:
    whole = math.isfinite(value) and value == int(value) and abs(value) < 1e15
    return str(int(value)) if whole else f"{value:.10g}"

"""Random conditions and queries over `flights`, such as answer in both engines without an error."""

from __future__ import annotations

import random

NUMBERS = ["month", "day", "dep_time", "dep_delay", "arr_delay", "flight", "air_time", "distance", "hour"]
TEXTS = ["carrier", "tailnum", "origin", "dest"]
WORDS = ["AA", "UA", "JFK", "EWR", "LAX", "N14228", "", "B6", "zz"]
COMPARISONS = ["=", "<>", "<", "<=", ">", ">="]


class RandomQueries:
    """Makes them, each from the random numbers that are next."""

    def __init__(self, numbers: random.Random) -> None:
        self.random = numbers
        self.regroup: str | None = None

    def any(self, items: list[str]) -> str:
        return self.random.choice(items)

    def number(self, depth: int = 0) -> str:
        kind = self.random.randrange(6 if depth < 2 else 3)
        if kind < 2:
            return self.any(NUMBERS)
        if kind == 2:
            return str(self.random.choice([0, 1, 2, 7, 15, 60, 500, 1400, -10]))
        if kind == 3:
            return f"({self.number(depth + 1)} {self.any(['+', '-'])} {self.number(depth + 1)})"
        if kind == 4:
            return f"coalesce({self.number(depth + 1)}, {self.number(depth + 1)})"
        return f"(case when {self.condition(depth + 1)} then {self.number(depth + 1)} else {self.any(NUMBERS)} end)"

    def text(self) -> str:
        kind = self.random.randrange(4)
        column = self.any(TEXTS)
        return [column, column, f"lower({column})", f"substr({column}, 2, 3)"][kind]

    def condition(self, depth: int = 0) -> str:
        kind = self.random.randrange(12 if depth < 3 else 6)
        match kind:
            case 0 | 1:
                return f"{self.number(depth)} {self.any(COMPARISONS)} {self.number(depth)}"
            case 2:
                return f"{self.text()} {self.any(COMPARISONS)} '{self.any(WORDS)}'"
            case 3:
                return f"{self.any(NUMBERS + TEXTS)} is {self.any(['', 'not '])}null"
            case 4:
                items = ", ".join(self.random.sample(["1", "2", "3", "12", "100", "null"], 3))
                return f"{self.any(NUMBERS)} {self.any(['', 'not '])}in ({items})"
            case 5:
                return f"{self.text()} {self.any(['', 'not '])}like '{self.any(['%A%', 'N_4%', 'J%', '%', ''])}'"
            case 6:
                return f"not ({self.condition(depth + 1)})"
            case 7:
                low, high = self.number(depth + 1), self.number(depth + 1)
                return f"{self.any(NUMBERS)} between {low} and {high}"
            case 8:
                return self.quantified()
            case _:
                return f"({self.condition(depth + 1)} {self.any(['and', 'or'])} {self.condition(depth + 1)})"

    def quantified(self) -> str:
        """A value, or two, against the rows of a sub-query; some have nulls, some have no row."""
        column = self.any(["month", "day", "dep_delay", "air_time", "hour"])
        rows = f"from flights where month = {self.random.choice([1, 7, 13])} and day < {self.random.choice([2, 5])}"
        match self.random.randrange(3):
            case 0:
                return f"{self.any(NUMBERS)} {self.any(COMPARISONS)} {self.any(['any', 'all'])} (select {column} {rows})"
            case 1:
                return f"{self.any(TEXTS)} {self.any(['', 'not '])}in (select {self.any(TEXTS)} {rows})"
            case _:
                return f"(carrier, hour) {self.any(['', 'not '])}in (select carrier, {self.any(['hour', 'month'])} {rows})"

    def query(self, condition: str) -> str:
        """A query of which the parts by a condition give the whole when they are put together."""
        columns = self.random.sample(TEXTS[:1] + TEXTS[2:] + ["month", "hour"], 2)
        keys = ", ".join(columns)
        match self.random.randrange(3):
            case 0:
                self.regroup = "select distinct * from ({})"
                return f"select distinct {keys} from flights where {condition}"
            case 1:
                self.regroup = f"select {keys}, sum(n)::bigint n, max(m) m from ({{}}) group by {keys}"
                return (
                    f"select {keys}, count(*) n, max({self.any(NUMBERS)}) m from flights "
                    f"where {condition} group by {keys}"
                )
            case _:
                self.regroup = "select sum(n)::bigint n, min(a) a, sum(s) s from ({})"
                return (
                    f"select count(*) n, min({self.any(TEXTS)}) a, sum({self.any(NUMBERS)}) s from flights "
                    f"where {condition}"
                )

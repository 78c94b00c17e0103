"""``Compare``: measurements side by side."""

from __future__ import annotations

import enum
import math
from collections.abc import Iterable
from typing import Any

from ._measurement import Measurement, select_unit, trim_sigfig, unit_to_english

_INDENT = " " * 6
_BEST, _GOOD, _BAD, _WORST = "\033[92m\033[1m", "\033[34m\033[1m", "\033[2m\033[91m", "\033[31m\033[1m"
_PLAIN = "\033[0m\033[0m"


class Colorize(enum.Enum):
    """What times are coloured against.

    >>> from flambeau.utils.benchmark import Colorize
    >>> [choice.value for choice in Colorize]
    ['none', 'columnwise', 'rowwise']
    """

    NONE = "none"
    COLUMNWISE = "columnwise"
    ROWWISE = "rowwise"


class Compare:
    """A table of measurements: a part per label, a row per sub-label, a column per description.

    Raises: ValueError for what is no `Measurement`.

    >>> from flambeau.utils.benchmark import Compare, Measurement, TaskSpec
    >>> def took(sub, seconds):
    ...     return Measurement(1, [seconds], TaskSpec("f(x)", "", label="f", sub_label=sub, description="here"))
    >>> print(Compare([took("small", 2e-6), took("large", 5e-6)]))
    [------- f --------]
                 |  here
    1 threads: ---------
          small  |  2.0
          large  |  5.0
    <BLANKLINE>
    Times are in microseconds (us).
    <BLANKLINE>
    """

    def __init__(self, results: list[Measurement]) -> None:
        self._results: list[Measurement] = []
        self.extend_results(results)
        self._trim = False
        self._colorize = Colorize.NONE
        self._highlight = False

    def __str__(self) -> str:
        groups: dict[str, list[Measurement]] = {}
        for result in Measurement.merge(self._results):
            groups.setdefault(result.task_spec.label or "", []).append(result)
        return "\n".join(self._layout(label, group) for label, group in groups.items())

    def extend_results(self, results: Iterable[Measurement]) -> None:
        """Adds measurements; ValueError for anything else."""
        for result in results:
            if not isinstance(result, Measurement):
                raise ValueError(f"Expected an instance of `Measurement`, got {type(result)} instead.")
            self._results.append(result)

    def trim_significant_figures(self) -> None:
        """Shows only the digits that the measurements bear out."""
        self._trim = True

    def colorize(self, rowwise: bool = False) -> None:
        """Colours the best and the worst times, of a column or of a row."""
        self._colorize = Colorize.ROWWISE if rowwise else Colorize.COLUMNWISE

    def highlight_warnings(self) -> None:
        """Marks measurements that spread much."""
        self._highlight = True

    def print(self) -> None:
        """Prints the table."""
        print(str(self))

    def _layout(self, label: str, results: list[Measurement]) -> str:
        unit, scale = select_unit(min(result.median for result in results))
        envs = {result.task_spec.env for result in results}
        columns = list(dict.fromkeys(result.task_spec.description for result in results))
        rows: dict[tuple[int, str], dict[Any, Measurement]] = {}
        for result in results:
            prefix = f"  ({result.env})  " if len(envs) > 1 else _INDENT
            name = prefix + result.as_row_name
            rows.setdefault((result.task_spec.num_threads, name), {})[result.task_spec.description] = result
        return _Layout(self, label, columns, rows, unit, scale).text()


class _Layout:
    """One part of the table: what stands in its cells, how wide its columns are."""

    def __init__(
        self,
        compare: Compare,
        label: str,
        columns: list[str | None],
        rows: dict[tuple[int, str], dict[Any, Measurement]],
        unit: str,
        scale: float,
    ) -> None:
        self.compare, self.label, self.columns, self.rows = compare, label, columns, rows
        self.unit, self.scale = unit, scale
        self.digits = [min([self._digits(row[c]) for row in rows.values() if c in row]) for c in columns]

    def _digits(self, result: Measurement) -> int:
        """Digits after the point."""
        if not self.compare._trim:
            return 1
        before = math.ceil(math.log10(result.median / self.scale))
        return max(result.significant_figures - before, 0)

    def _cell(self, result: Measurement | None, digits: int, peers: list[float]) -> tuple[str, str]:
        """The text of a cell, and its colour."""
        if result is None:
            return "", ""
        value = result.median / self.scale
        if self.compare._trim:
            value = trim_sigfig(value, result.significant_figures)
        text = f"{value:.{digits}f}"
        if self.compare._highlight and result.has_warnings:
            text += f" (! {100 * result.iqr / result.median:.0f}%)"
        return text, self._color(result.median, min(peers)) if peers else ""

    @staticmethod
    def _color(value: float, best: float) -> str:
        if value <= best * 1.05:
            return _BEST
        if value <= best * 1.25:
            return _GOOD
        return _WORST if value > best * 5 else _BAD if value > best * 1.5 else ""

    def _peers(self, threads: int, row: dict[Any, Measurement], column: Any) -> list[float]:
        if self.compare._colorize is Colorize.ROWWISE:
            return [result.median for result in row.values()]
        if self.compare._colorize is Colorize.COLUMNWISE:
            alike = (other for (count, _), other in self.rows.items() if count == threads)
            return [other[column].median for other in alike if column in other]
        return []

    def text(self) -> str:
        """The part as text."""
        cells = {
            key: [
                self._cell(row.get(c), d, self._peers(key[0], row, c))
                for c, d in zip(self.columns, self.digits, strict=True)
            ]
            for key, row in self.rows.items()
        }
        titles = [column or "" for column in self.columns]
        longest = [max(len(line[k][0]) for line in cells.values()) for k in range(len(titles))]
        widths = [max(len(title), width) for title, width in zip(titles, longest, strict=True)]
        names = max(len(name) for _, name in self.rows)

        def shown(cell: tuple[str, str], value_width: int, width: int) -> str:
            text, color = cell
            aligned = text.rjust(value_width).center(width)
            return f"{color}{aligned}{_PLAIN}" if color else aligned

        head = "  |  ".join([" " * names, *(title.center(w) for title, w in zip(titles, widths, strict=True))])
        width = len(head)
        out = [f"[{f' {self.label} '.center(width - 2, '-')}]", head]
        threads = None
        for (count, name), texts in cells.items():
            if count != threads:
                threads = count
                out.append(f"{count} threads: ".ljust(width, "-"))
            values = [shown(*cell) for cell in zip(texts, longest, widths, strict=True)]
            out.append("  |  ".join([name.ljust(names), *values]))
        mark = "(! XX%) Measurement has high variance, where XX is the IQR / median * 100.\n"
        unit = f"Times are in {unit_to_english(self.unit)}s ({self.unit}).\n"
        return "\n".join(out) + f"\n\n{unit}" + (mark if self.compare._highlight else "")

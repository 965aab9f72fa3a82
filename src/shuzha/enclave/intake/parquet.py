"""Reads Parquet: flat columns of plain types only, refusing what the judge could not reason about."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from shuzha.enclave.intake.refusals import Limits, check_columns, check_rows, denial, refusal
from shuzha.kernel.decision import Refused
from shuzha.kernel.text import Text

BATCH_ROWS = 1 << 17


def read_parquet(content: bytes, limits: Limits) -> pa.Table:
    """The table in `content`, its columns of whole, decimal, text, date, time or truth type.

    Raises: Refused when the file is damaged, too large once expanded, or has nested or binary columns (all named).
    """
    try:
        file = pq.ParquetFile(pa.BufferReader(content))
        _check(file, limits)
        return pa.Table.from_batches(list(_batches(file, limits)), schema=_plain_schema(file.schema_arrow))
    except (pa.ArrowException, OSError, OverflowError) as damage:
        raise refusal(
            "damaged-parquet",
            Text("文件不是完好的 Parquet 文件。", "The file is not an intact Parquet file."),
            Text("请重新导出后上传。", "Export it again and upload."),
        ) from damage


def _check(file: pq.ParquetFile, limits: Limits) -> None:
    check_columns(file.schema_arrow.names, limits)
    check_rows(file.metadata.num_rows, limits)
    unusable = [field for field in file.schema_arrow if _plain_type(field.type) is None]
    if unusable:
        raise Refused(
            denial(
                "unusable-type",
                Text(
                    f"列“{field.name}”的类型 {field.type} 不受支持。",
                    f"Column {field.name!r} has the unsupported type {field.type}.",
                ),
                Text("请展开嵌套结构，或去掉二进制列。", "Flatten nested values, or leave binary columns out."),
                field=field.name,
            )
            for field in unusable
        )


def _batches(file: pq.ParquetFile, limits: Limits) -> list[pa.RecordBatch]:
    # declared sizes can lie and dictionaries expand, so the expanded bytes are counted as they come
    total = 0
    batches = []
    target = _plain_schema(file.schema_arrow)
    for batch in file.iter_batches(batch_size=BATCH_ROWS):
        plain = pa.RecordBatch.from_arrays(
            [pc.cast(column, field.type) for column, field in zip(batch.columns, target, strict=True)], schema=target
        )
        total += plain.nbytes
        if total > limits.expanded_bytes:
            raise refusal(
                "expands-too-far",
                Text("文件展开后过大。", "The file is too large once expanded."),
                Text("请拆分后分别登记。", "Split it into several resources."),
            )
        batches.append(plain)
    return batches


def _plain_schema(schema: pa.Schema) -> pa.Schema:
    return pa.schema([pa.field(field.name, _plain_type(field.type)) for field in schema])


def _plain_type(kind: pa.DataType) -> pa.DataType | None:
    if pa.types.is_dictionary(kind):
        return _plain_type(kind.value_type)
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return pa.string()
    if pa.types.is_unsigned_integer(kind):
        return pa.int64() if kind.bit_width < 64 else pa.decimal128(20, 0)
    if pa.types.is_signed_integer(kind):
        return pa.int64()
    if pa.types.is_floating(kind):
        return pa.float64()
    if pa.types.is_timestamp(kind):
        return pa.timestamp("us", kind.tz)
    if pa.types.is_date(kind):
        return pa.date32()
    if pa.types.is_boolean(kind) or pa.types.is_decimal128(kind) or pa.types.is_time64(kind):
        return kind
    return pa.string() if pa.types.is_null(kind) else None

"""Tables as Parquet files that are the same bytes whenever they hold the same, and that know whether they are whole.

The seal in a file's metadata is the SHA-256 of the file with zeros in the place of the seal.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.parquet as pq

_SEAL, _KEY, _KIND, _FINGERPRINT, _ROWS = (
    f"pulposus.{name}" for name in ("seal", "piece", "kind", "fingerprint", "rows")
)
_NO_SEAL = "0" * 64
# Everything that decides the bytes is named, so that a default that changes does not change files.
_FORM = {
    "compression": "zstd", "compression_level": 3, "version": "2.6", "data_page_version": "1.0", "use_dictionary": True,
    "write_statistics": True, "data_page_size": 1 << 20,
}  # fmt: skip
_ROW_GROUP = 1 << 20


@dataclass(frozen=True)
class Mark:
    """What a whole file says of itself: which piece, of which kind, of which run."""

    key: str
    kind: str
    fingerprint: str


class BrokenFileError(ValueError):
    """A file that is no Parquet, ends early, or was changed after it was written."""


def seal(table: pa.Table, mark: Mark) -> bytes:
    """The file of a table; notes that others left in its schema are not kept."""
    whole = table.replace_schema_metadata(None).combine_chunks()
    sink = io.BytesIO()
    with pq.ParquetWriter(sink, whole.schema, **_FORM) as writer:
        writer.write_table(whole, row_group_size=_ROW_GROUP)
        notes = {_KEY: mark.key, _KIND: mark.kind, _FINGERPRINT: mark.fingerprint, _ROWS: str(whole.num_rows)}
        writer.add_key_value_metadata({**notes, _SEAL: _NO_SEAL})
    content = sink.getvalue()
    found = hashlib.sha256(content).hexdigest()
    head, _, tail = content.rpartition(_NO_SEAL.encode())
    return head + found.encode() + tail


def mark_of(content: bytes) -> Mark | None:
    """What a file says of itself, after it was found whole; None for a Parquet file without a seal.

    Raises:
        BrokenFileError: the file is not whole.
    """
    try:
        footer = pq.read_metadata(pa.BufferReader(content))
    except (pa.ArrowInvalid, OSError, ValueError) as error:
        raise BrokenFileError(str(error)) from None
    notes: Mapping[str, str] = {
        key.decode(errors="replace"): value.decode(errors="replace") for key, value in (footer.metadata or {}).items()
    }
    if _SEAL not in notes:
        return None
    head, _, tail = content.rpartition(notes[_SEAL].encode())
    if hashlib.sha256(head + _NO_SEAL.encode() + tail).hexdigest() != notes[_SEAL]:
        raise BrokenFileError("its content is not what was written")
    if notes.get(_ROWS) != str(footer.num_rows):
        raise BrokenFileError(f"it has {footer.num_rows} rows, expected {notes.get(_ROWS)}")
    return Mark(notes.get(_KEY, ""), notes.get(_KIND, ""), notes.get(_FINGERPRINT, ""))


def open_table(source: str | bytes) -> pa.Table:
    """The table of a file, by its path or its content, as it was given; read in this thread."""
    with pq.ParquetFile(pa.BufferReader(source) if isinstance(source, bytes) else source) as file:
        return file.read(use_threads=False).replace_schema_metadata(None)


def columns(content: bytes) -> pa.Schema:
    """Names and types of a file's columns."""
    return pq.read_schema(pa.BufferReader(content)).remove_metadata()

"""Files of every format, archives of them, and what is hostile in both."""

from __future__ import annotations

import errno
import gzip
import io
import os
import struct
import tarfile
import tracemalloc
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import pytest

from config.settings import JsonlSettings
from index.readers import archives, formats
from index.readers.unreadable import Unreadable
from index.types import Document

MakePdf = Callable[[Sequence[Sequence[str]]], bytes]
MakePage = Callable[..., bytes]
Found = tuple[dict[str, str], dict[str, str]]
Read = Callable[[str, bytes], Found]


@pytest.fixture
def read(tmp_path: Path, jsonl: JsonlSettings) -> Read:
    """Writes a file and reads it: texts by source, and reasons by source."""

    def read(name: str, data: bytes) -> Found:
        (tmp_path / name).write_bytes(data)
        found = list(formats.documents(tmp_path / name, name, jsonl))
        return (
            {one.source: one.text for one in found if isinstance(one, Document)},
            {one.source: one.reason for one in found if isinstance(one, Unreadable)},
        )

    return read


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return written.getvalue()


def tarred(
    members: dict[str, bytes], mode: str = "w", kinds: Mapping[str, bytes] = MappingProxyType({})
) -> bytes:
    """A tar file; `kinds` gives the type of members that are no files."""
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size, info.type = len(data), kinds.get(name, tarfile.REGTYPE)
            info.linkname = "/etc/hosts" if info.type != tarfile.REGTYPE else ""
            archive.addfile(info, io.BytesIO(data))
    return written.getvalue()


@pytest.mark.parametrize(
    "name",
    (
        "a.txt A.TXT b.md c.htm c.xhtml d.pdf e.jsonl f.rss g.atom h.xml "
        "i.zip j.tar k.tar.gz l.tgz m.v2.TAR.XZ"
    ).split(),
)
def test_a_readable_file_is_known_by_its_name(name: str) -> None:
    assert formats.is_readable(name)


@pytest.mark.parametrize("name", ["a", "a.gz", "a.docx", "txt", "a.txt.exe", "tar.gz.png", ""])
def test_so_is_one_that_is_not(name: str) -> None:
    assert not formats.is_readable(name)


def test_a_file_of_one_document_has_the_name_that_was_given(
    read: Read, make_pdf: MakePdf, make_page: MakePage
) -> None:
    assert read("a.md", b"# River\n") == ({"a.md": "# River\n"}, {})
    assert list(read("b.pdf", make_pdf([["The river rose."]]))[0]) == ["b.pdf"]
    assert list(
        read("c.HTML", make_page("<p>The river rose by two metres, the council said.</p>"))[0]
    ) == ["c.HTML"]


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path, jsonl: JsonlSettings) -> None:
    for name, limit in {"a.txt": 20, "a.html": 5, "a.pdf": 50, "a.rss": 20}.items():
        (tmp_path / name).touch()
        os.truncate(tmp_path / name, limit * 1_000_000 + 1)
        assert list(formats.documents(tmp_path / name, name, jsonl)) == [
            Unreadable(name, f"larger than {limit} MB")
        ]


def test_a_file_that_is_gone_is_reported(tmp_path: Path, jsonl: JsonlSettings) -> None:
    (found,) = formats.documents(tmp_path / "gone.txt", "gone.txt", jsonl)
    assert found == Unreadable(
        "gone.txt", "cannot be opened: No such file or directory", is_passing=True
    )


def test_an_archive_on_a_disk_that_fails_is_not_taken_for_broken(
    tmp_path: Path, jsonl: JsonlSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.zip").write_bytes(zipped({"a.txt": b"The river rose."}))

    def fail(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(zipfile.ZipFile, "open", fail)
    (found,) = formats.documents(tmp_path / "a.zip", "a.zip", jsonl)
    assert found == Unreadable("a.zip", "cannot be opened: Input/output error", is_passing=True)


@pytest.mark.parametrize(
    ("name", "mode"),
    [("a.tar", "w"), ("a.tgz", "w:gz"), ("a.tar.bz2", "w:bz2"), ("a.tar.xz", "w:xz")],
)
def test_what_is_in_a_tar_file_is_read(name: str, mode: str, read: Read) -> None:
    members = {
        "./b/one.txt": b"One.",
        "two.jsonl": b'\n{"text": "Two."}',
        "three.png": b"\0",
        "e.txt": b"",
        "x.txt": b"x" * 700_000,
    }
    texts, reasons = read(name, tarred(members, mode))
    assert {source: text[:4] for source, text in texts.items()} == {
        f"{name}!/b/one.txt": "One.",
        f"{name}!/two.jsonl#2": "Two.",
        f"{name}!/x.txt": "xxxx",
    }
    assert reasons == {f"{name}!/e.txt": "empty"}


def test_archives_in_archives_are_read_three_deep(read: Read) -> None:
    deep = zipped({"d.txt": b"Too deep."})
    inner = tarred({"c.txt": b"Three.", "c.zip": deep}, "w:gz")
    texts, reasons = read("a.zip", zipped({"a.txt": b"One.", "b.zip": zipped({"b.tar.gz": inner})}))
    assert texts == {"a.zip!/a.txt": "One.", "a.zip!/b.zip!/b.tar.gz!/c.txt": "Three."}
    assert reasons == {"a.zip!/b.zip!/b.tar.gz!/c.zip": "archives nested more than 3 deep"}


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_names_that_lead_out_are_reported_and_hidden_ones_passed_by(
    pack: Callable[[dict[str, bytes]], bytes], read: Read
) -> None:
    name = "a.zip" if pack is zipped else "a.tar"
    members = dict.fromkeys(
        [
            "../up.txt",
            "/root.txt",
            "b/../../c.txt",
            "C:/d.txt",
            "..\\e.txt",
            ".f.txt",
            "__MACOSX/g.txt",
        ],
        b"x",
    )
    texts, reasons = read(name, pack({**members, "fine.txt": b"Fine."}))
    assert texts == {f"{name}!/fine.txt": "Fine."}
    assert len(reasons) == 5
    assert set(reasons.values()) == {"its path leads out of the archive"}


def test_links_and_devices_are_reported_and_not_followed(read: Read) -> None:
    members = {"l.txt": b"", "h.txt": b"", "d.txt": b"", "f.txt": b"Fine."}
    kinds = {"l.txt": tarfile.SYMTYPE, "h.txt": tarfile.LNKTYPE, "d.txt": tarfile.CHRTYPE}
    texts, reasons = read("a.tar", tarred(members, kinds=kinds))
    assert texts == {"a.tar!/f.txt": "Fine."}
    assert reasons == {f"a.tar!/{name}": "a link or device, not a file" for name in kinds}
    link = zipfile.ZipInfo("l.txt")
    link.external_attr = 0o120777 << 16
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr(link, "/etc/hosts")
    assert read("a.zip", written.getvalue()) == (
        {},
        {"a.zip!/l.txt": "a link or device, not a file"},
    )


def test_other_members_of_the_same_name_are_reported(read: Read) -> None:
    data = zipped({"a.txt": b"First.", "b.txt": b"Second.", "c.txt": b"Third."})
    data = data.replace(b"b.txt", b"a.txt").replace(b"c.txt", b"a.txt")
    reason = "another member of the same name; only the first is read"
    assert read("a.zip", data) == (
        {"a.zip!/a.txt": "First."},
        {"a.zip!/a.txt (2)": reason, "a.zip!/a.txt (3)": reason},
    )


def test_a_name_that_cannot_be_shown_is_written_out(read: Read) -> None:
    texts, _ = read("a.tar", tarred({"caf\udce9\x1b[31m.txt": b"x"}))
    assert list(texts) == ["a.tar!/caf\\udce9\\x1b[31m.txt"]


def test_a_member_that_is_broken_or_encrypted_costs_no_more_than_itself(read: Read) -> None:
    data = bytearray(zipped({"a.txt": b"Broken." * 99, "b.txt": b"Locked.", "c.txt": b"Fine."}))
    data[data.index(b"a.txt") + 8] ^= 0xFF
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(b"b.txt", data.index(mark)) - (30 if offset == 6 else 46) + offset] |= 1
    texts, reasons = read("a.zip", bytes(data))
    assert texts == {"a.zip!/c.txt": "Fine."}
    assert reasons["a.zip!/a.txt"].startswith("a broken member of an archive")
    assert reasons["a.zip!/b.txt"].startswith("encrypted")


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_packing_that_python_undoes_without_bounds_is_refused(method: int, read: Read) -> None:
    assert (
        "method that is not read"
        in read("a.zip", zipped({"a.txt": b"x"}, method))[1]["a.zip!/a.txt"]
    )


@pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.tar.gz", "a.tar.bz2", "a.tar.xz"])
@pytest.mark.parametrize("data", [b"", b"nothing of the kind", bytes(range(256)) * 40])
def test_what_is_no_archive_is_reported(name: str, data: bytes, read: Read) -> None:
    texts, reasons = read(name, data)
    assert texts == {}
    assert list(reasons) == [name]


def test_an_archive_that_breaks_off_is_read_so_far(read: Read) -> None:
    data = tarred({"a.txt": b"Fine.", "b.txt": os.urandom(400_000)}, "w:gz")
    texts, reasons = read("a.tgz", data[: len(data) // 2])
    assert texts == {"a.tgz!/a.txt": "Fine."}
    assert reasons


def bomb(count: int) -> bytes:
    lines = (b" " * 999_999 + b"\n") * 30
    return zipped({"a.txt": b"Fine.", **{f"{number}.jsonl": lines for number in range(count)}})


def test_a_bomb_is_reported_and_read_no_further(read: Read) -> None:
    """Three members of 30 MB in 90 KB."""
    data = zipped({"inner.zip": bomb(3), "z.txt": b"Never."})
    tracemalloc.start()
    texts, reasons = read("a.zip", data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert texts == {"a.zip!/inner.zip!/a.txt": "Fine."}
    assert list(reasons) == ["a.zip"]
    assert "unpacks to more" in reasons["a.zip"]
    assert peak < 40_000_000


def test_a_large_member_is_refused_and_the_rest_is_read(read: Read) -> None:
    texts, reasons = read("a.zip", zipped({"big.txt": b" " * 25_000_000, "small.txt": b"Small."}))
    assert (texts, reasons) == (
        {"a.zip!/small.txt": "Small."},
        {"a.zip!/big.txt": "larger than 20 MB"},
    )


def test_a_tar_bomb_is_reported_though_nothing_of_it_is_wanted(read: Read) -> None:
    written = io.BytesIO()
    with gzip.GzipFile(fileobj=written, mode="wb", compresslevel=1) as packed:
        info = tarfile.TarInfo("a.png")
        info.size = 90_000_000
        packed.write(info.tobuf())
        for _ in range(90):
            packed.write(bytes(1_000_000))
        packed.write(tarred({"b.txt": b"Never."}))
    texts, reasons = read("a.tgz", written.getvalue())
    assert texts == {}
    assert "unpacks to more" in reasons["a.tgz"]


def test_a_sparse_member_is_not_filled_up(read: Read) -> None:
    """Nothing is stored of its eight exabytes."""
    info = tarfile.TarInfo("a.jsonl")
    info.type = tarfile.GNUTYPE_SPARSE
    header = bytearray(info.tobuf(tarfile.GNU_FORMAT))
    header[386:410] = struct.pack("12s12s", b"00000000000", b"00000000000")
    header[483:495] = b"\x80" + (1 << 62).to_bytes(11, "big")
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    assert read("a.tar", bytes(header) + bytes(1024)) == (
        {},
        {"a.tar!/a.jsonl": "a link or device, not a file"},
    )


def test_a_name_that_fills_the_memory_is_refused(read: Read) -> None:
    info = tarfile.TarInfo("././@LongLink")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, 40_000_000
    texts, reasons = read("a.tar", info.tobuf() + bytes(40_000_000))
    assert (texts, list(reasons)) == ({}, ["a.tar"])


def test_too_many_members_are_reported_once(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    budget = archives.Budget(1_000_000, members=3)
    monkeypatch.setattr(archives.Budget, "of", lambda size: budget)
    texts, reasons = read("a.zip", zipped({f"{number}.txt": b"x" for number in range(9)}))
    assert (len(texts), list(reasons)) == (3, ["a.zip"])


def test_documents_come_one_at_a_time(tmp_path: Path, jsonl: JsonlSettings) -> None:
    """Twenty members of 2 MB are never held at once."""
    (tmp_path / "a.zip").write_bytes(
        zipped({f"{number}.txt": b"x" * 2_000_000 for number in range(20)}, zipfile.ZIP_STORED)
    )
    tracemalloc.start()
    found = sum(1 for _ in formats.documents(tmp_path / "a.zip", "a.zip", jsonl))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == 20
    assert peak < 30_000_000

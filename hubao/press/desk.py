"""The desk: one run prepared, in the process whose forks print it. The year is opened here, once for all reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from hubao.errors import ReportError
from hubao.files import write_bytes
from hubao.press.books import Book
from hubao.press.contents import write_index
from hubao.press.identity import Names
from hubao.press.jobs import Job, Outcome, Plan, jobs_for, notebook_path
from hubao.press.keys import Passage, hash_of, passages, report_key
from hubao.press.opening import Opening, open_book
from hubao.press.parameters import read_parameters
from hubao.press.printer import Order, print_report, signatures
from hubao.press.receipts import file_hashes, make_basis, receipt_text
from hubao.press.rehearsal import rehearse
from hubao.press.request import RunRequest
from hubao.press.shelf import ASIDE
from hubao.press.standing import standing_receipt
from hubao.press.warm.inside import loaded
from hubao.press.warm.tasks import Tell

__all__ = ["Desk", "close_desk", "open_desk", "opened", "print_job", "put_up"]


@dataclass(frozen=True, slots=True)
class Desk:
    """A run prepared.

    Attributes:
        opening: what is printed from.
        book: which book that is.
        order: what its jobs share.
        given: ``data`` and ``policy`` as the notebooks get them.
    """

    opening: Opening
    book: Book
    order: Order
    given: Mapping[str, str]


_desk: Desk | None = None


def opened() -> Desk:
    """The desk of this process."""
    assert _desk is not None
    return _desk


def put_up(desk: Desk) -> None:
    """Make a desk this process's own."""
    global _desk
    _desk = desk


def open_desk(request: RunRequest, root: Path, shared: bool) -> Plan:
    """Read, check and score the year, and see what is to be printed.

    Args:
        request: what is wanted, with whole paths.
        root: the project folder.
        shared: this process is used for several reports, one of which must not change the year for the next.

    Raises:
        PolicyError, DataError: the year is refused.
        ReportError: an unknown report, agency or parameter; inputs that change while they are read.
        OSError: an input cannot be read.
    """
    notebooks = {report: notebook_path(report, root) for report in request.wanted}
    extra = read_parameters(notebooks.values(), request.parameters)
    book = request.book
    data, policy = book.data(request.year, request.data), book.policy(request.year, request.policy)
    beside = book.files_beside(root)
    before = _signatures(data, policy, *beside)
    opening = open_book(book, request.year, data, policy, root)
    hashes = file_hashes([policy, *beside, *(path.resolve() for path in opening.files)])
    if _signatures(data, policy, *beside) != before:
        message = "输入数据或政策文件在读取期间被改动。请等改动完成后重新打印。"
        raise ReportError(message)
    sources = {**hashes, **file_hashes(notebooks.values())}
    if request.engine == "warm":
        opening.hand_over(data, policy, shared=shared)
    order = Order(
        root=root,
        out=request.out,
        formats=request.formats,
        basis=make_basis(opening, policy, data, hashes, beside=beside, root=root),
        sources=sources,
        signed=signatures(sources),
        names=Names(opening.names, opening.codes, book.noun),
        keep_notebooks=request.keep_notebooks,
        engine=request.engine,
    )
    for path in notebooks.values() if request.engine == "warm" else ():
        loaded(path, order.signed[path])
    common = {"data": _given(data, root), "policy": _given(policy, root)}
    put_up(Desk(opening, book, order, common))
    listed = jobs_for(notebooks, _owners(opening, book, request.agencies), {"year": request.year, **common}, extra)
    shown = {path: passages(path) if report == book.each else [] for report, path in notebooks.items()}
    jobs = _with_keys(listed, opening, order, shown)
    if jobs and not shared:
        rehearse(opening, jobs, shown, request.formats)
    stands = [not request.force and _stands(job, order) for job in jobs]
    return Plan(
        jobs=tuple(job for job, stood in zip(jobs, stands, strict=True) if not stood),
        standing=tuple(job for job, stood in zip(jobs, stands, strict=True) if stood),
    )


def print_job(tell: Tell, job: Job) -> Outcome:
    """Print one report, in a process of its own."""
    return print_report(job, opened().order)


def close_desk(tell: Tell, standing: tuple[Job, ...]) -> None:
    """Bring the receipts of the reports that stand up to date, and write the index.

    A report that stands would come out the same today; its receipt then says what it would be made from today.
    """
    order = opened().order
    for job in standing:
        receipt = standing_receipt(job, order.out, order.formats, order.keep_notebooks)
        text = receipt_text({**receipt, **_today(job, order)})
        if receipt and text != receipt_text(receipt):
            write_bytes(text.encode(), order.out / "receipts" / f"{job.name}.json", order.out / ASIDE)
    write_index(opened().book, *opened().opening.index(order.out), order.basis, order.out)


def _today(job: Job, order: Order) -> Mapping[str, object]:
    made = order.receipt(job, {})
    return {name: value for name, value in made.items() if name != "outputs"}


def _with_keys(jobs: list[Job], opening: Opening, order: Order, shown: Mapping[Path, Sequence[Passage]]) -> list[Job]:
    everything = hash_of(order.basis.data)
    keyed = []
    for job in jobs:
        data = (opening.digest(job.owner) if shown[job.notebook] else "") or everything
        notebook = order.sources[job.notebook]
        key = report_key(job, order.basis, notebook, order.formats, order.keep_notebooks, data)
        keyed.append(replace(job, key=key))
    return keyed


def _stands(job: Job, order: Order) -> bool:
    return standing_receipt(job, order.out, order.formats, order.keep_notebooks).get("key") == job.key


def _given(path: Path, root: Path) -> str:
    """A path as a notebook run in the project gets it: a report must not depend on where the project lies."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()


def _owners(opening: Opening, book: Book, wanted: tuple[str, ...]) -> list[str]:
    unknown = [key for key in wanted if key not in opening.names]
    if unknown:
        message = f"{opening.year}年度没有编号为“{'、'.join(unknown)}”的{book.noun}。请核对编号。"
        raise ReportError(message)
    return list(dict.fromkeys(wanted)) or list(opening.names)


def _signatures(data: Path, *others: Path) -> dict[Path, tuple[int, int]]:
    """Size and time of change of every file the year is read from."""
    files = [*others, *(data.iterdir() if data.is_dir() else [])]
    return signatures([path for path in files if path.is_file()])

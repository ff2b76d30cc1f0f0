"""The same jobs on the workers of a dask cluster, which may be other machines: they make, this machine puts in place.

A worker gets the prepared desk (the opened year, the notebooks, the policy file) once, prepares a crew of its own with
it, and returns each report's bytes. What a lost worker was doing, dask gives to another.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from hubao.errors import ReportError
from hubao.press.causes import file_cause
from hubao.press.jobs import Job, Outcome
from hubao.press.receipts import code_hash
from hubao.press.request import RunRequest
from hubao.press.shelf import put, quarantine
from hubao.press.warm.crew import Crew, crew

__all__ = ["print_on_cluster"]

_TIMEOUT = "5s"
_RETRIES = 3
_lock = threading.Lock()


def print_on_cluster(jobs: Sequence[Job], request: RunRequest, workers: Crew) -> Iterator[Outcome]:
    """Print jobs on a dask cluster, yielding each outcome as it is known.

    Args:
        jobs: the reports to print.
        request: what was asked for, with the scheduler's address.
        workers: this process's crew, in which the desk was opened.

    Raises:
        ReportError: dask is not installed, the scheduler cannot be reached, or has no workers.
        KeyboardInterrupt: the user stopped the run; what was not finished is called back.
    """
    client = _client(request.dask)
    with client:
        from distributed import as_completed

        packed: bytes = workers.prepare("hubao.press.remote:pack_desk")
        desk = client.scatter(packed, broadcast=True)
        run, mark = f"hubao-{sha256(packed).hexdigest()}", code_hash()
        futures = {
            client.submit(_make_there, job, desk, mark, pure=False, retries=_RETRIES, key=(run, job.stem)): job
            for job in jobs
        }
        try:
            for future in as_completed(futures, loop=client.loop):
                yield _placed(futures.pop(future), future, request.out)
        except KeyboardInterrupt:
            client.cancel(list(futures))
            raise


def _client(address: str) -> Any:
    try:
        from distributed import Client
        from distributed.comm.addressing import parse_address
    except ImportError:
        message = "没有安装 dask。请先运行：python -m pip install 'hubao[dask]'，或去掉 --dask。"
        raise ReportError(message) from None
    try:
        parse_address(address, strict=True)  # before a client exists, which would not go quietly
        client = Client(address, timeout=_TIMEOUT, set_as_default=False)
    except (OSError, ValueError) as error:
        message = f"连不上 dask 调度器 {address}（{type(error).__name__}）。请核对地址，并确认调度器已启动。"
        raise ReportError(message) from error
    if not client.scheduler_info(n_workers=-1)["workers"]:
        client.close()
        message = f"dask 调度器 {address} 没有工作进程。请先启动 dask worker。"
        raise ReportError(message)
    return client


def _placed(job: Job, future: Any, out: Path) -> Outcome:
    try:
        made, failure = future.result()
    except Exception as error:  # whatever happened over there must not stop the other reports
        failure = Outcome(job, failure=f"集群上的打印进程出错，报告未生成。{type(error).__name__}：{error}")
        return quarantine(failure, out)
    if made is None:
        return quarantine(replace(failure, job=job), out)
    try:
        put(job, made.outputs, made.receipt, out)
    except OSError as error:
        return quarantine(Outcome(job, failure=f"报告未能存盘。{file_cause(error)}"), out)
    return Outcome(job, tuple(made.outputs))


def _make_there(job: Job, packed: bytes, mark: str) -> tuple[Any, Any]:
    """On the worker: make one report in a fresh process of the worker's own crew.

    Raises:
        ReportError: the worker has another version of the program, which would give other bytes.
    """
    if code_hash() != mark:
        message = "工作进程上的程序与本机不同，结果会不一样。请在集群上安装同一版本的 hubao。"
        raise ReportError(message)
    with _lock:
        there = crew()
        there.prepare("hubao.press.remote:unpack_desk", packed)
        task = there.run("hubao.press.remote:make_job", job)
    made: tuple[Any, Any] = task.result()
    return made

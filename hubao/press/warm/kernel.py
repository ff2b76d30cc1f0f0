"""The Python kernel without its sockets: the same shell, the same messages, in this very process.

`PressKernel` is ipykernel's own kernel. Only what would go over the wire is caught in two queues, after the same turn
through JSON, so that what a notebook leaves is what it would have left in a kernel of its own.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import tempfile
from collections import deque
from io import TextIOBase
from types import SimpleNamespace
from typing import Any

from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from ipykernel.zmqshell import ZMQInteractiveShell
from IPython.core.profiledir import ProfileDir
from jupyter_client.jsonutil import json_default
from jupyter_client.session import Session
from traitlets.config import Config

from hubao.press.warm.ready import INLINE

__all__ = ["PressKernel", "make_kernel"]

_SHELL = "shell"
"""Stands for the socket on which a request is answered; everything else goes to the one for output."""


class _Wire(Session):
    """A session whose messages stay here, in order."""

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        self.output: deque[dict[str, Any]] = deque()
        self.replies: deque[dict[str, Any]] = deque()

    def send(
        self,
        stream: Any,
        msg_or_type: dict[str, Any] | str,
        content: dict[str, Any] | None = None,
        parent: dict[str, Any] | None = None,
        ident: Any = None,
        buffers: Any = None,
        track: bool = False,
        header: dict[str, Any] | None = None,
        metadata: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        message: dict[str, Any] = (
            msg_or_type
            if isinstance(msg_or_type, dict)
            else self.msg(msg_or_type, content=content, parent=parent, header=header, metadata=metadata)
        )
        received = {**message, "content": self._over_the_wire(message), "buffers": buffers or []}
        (self.replies if stream == _SHELL else self.output).append(received)
        return message

    def _over_the_wire(self, message: dict[str, Any]) -> Any:
        """A message's content as the other side would read it."""
        try:
            return json.loads(json.dumps(message["content"], default=json_default, allow_nan=False))
        except (TypeError, ValueError):  # not quite JSON: as the session itself does it, with its warning
            return self.unpack(self.serialize(message)[-1])


class _Stream(TextIOBase):
    """Standard output or error of a notebook: what is written, by Python or by any program it starts, as messages.

    Programs write to the file descriptor, which is a file without a name; it is read whenever Python writes or flushes,
    so that the order is kept and no thread is needed.
    """

    encoding = "UTF-8"
    errors = "strict"

    def __init__(self, kernel: PressKernel, name: str) -> None:
        self.name = name
        self._kernel = kernel
        self._written: list[str] = []
        self._file: int | None = None
        self._read = 0

    def divert(self, descriptor: int) -> None:
        """Catch what is written to a file descriptor from now on; on Windows kernels do not, nor do we."""
        if sys.platform == "win32":
            return
        with tempfile.TemporaryFile() as file:
            self._file = os.dup(file.fileno())
            os.dup2(file.fileno(), descriptor)

    def fileno(self) -> int:
        """The file into which programs write."""
        return super().fileno() if self._file is None else self._file

    def isatty(self) -> bool:
        """Never a terminal."""
        return False

    def writable(self) -> bool:
        """Always."""
        return True

    def write(self, text: str) -> int:
        """Take text; it is sent with the next flush."""
        if not isinstance(text, str):
            message = f"write() argument must be str, not {type(text)}"
            raise TypeError(message)
        self._take_in()
        self._written.append(text)
        return len(text)

    def writelines(self, lines: Any) -> None:
        """Take several texts."""
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Send what was written since the last time."""
        self._take_in()
        text = "".join(self._written)
        self._written.clear()
        if text:
            session = self._kernel.session
            parent = self._kernel.get_parent("shell")
            session.send(None, "stream", {"name": self.name, "text": text}, parent=parent)

    def _take_in(self) -> None:
        if self._file is None:
            return
        while data := os.pread(self._file, 1 << 16, self._read):
            self._read += len(data)
            self._written.append(data.decode(errors="replace"))


class PressKernel(IPythonKernel):
    """ipykernel's kernel with its sockets cut off.

    Attributes:
        out, err: the streams that take the place of ``sys.stdout`` and ``sys.stderr``.
    """

    _execute_sleep = 0
    session: _Wire

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        self.out, self.err = _Stream(self, "stdout"), _Stream(self, "stderr")
        self.shell_channel_thread = SimpleNamespace(parent_thread=None)  # no thread brings requests

    def begin(self) -> None:
        """Take over this process: its streams, its module search, its environment, its chance numbers."""
        for stream, descriptor in ((self.out, 1), (self.err, 2)):
            stream.divert(descriptor)
        sys.stdout, sys.stderr = self.out, self.err
        if "" not in sys.path:
            sys.path.insert(0, "")
        assert self.shell is not None
        self.shell.init_environment()
        os.environ.setdefault("MPLBACKEND", INLINE)
        numpy = sys.modules.get("numpy")
        if numpy is not None:
            numpy.random.seed()  # else every fork would draw the same numbers

    async def execute(self, code: str, *, store_history: bool, stop_on_error: bool) -> str:
        """Run one cell as an execute request; its messages lie in the session's queues.

        Returns:
            The request's id, which its messages bear as their parent's.
        """
        content = {
            "code": code,
            "silent": False,
            "store_history": store_history,
            "user_expressions": {},
            "allow_stdin": False,
            "stop_on_error": stop_on_error,
        }
        request = self.session.msg("execute_request", content)
        self.set_parent([], request)
        self._publish_status("busy", "shell")
        await self.execute_request(_SHELL, [], request)
        self._publish_status("idle", "shell")
        return str(request["header"]["msg_id"])

    @property
    def leaving(self) -> bool:
        """Whether a cell asked the kernel to end (``exit``)."""
        return self.shell is not None and bool(self.shell.exit_now)

    def tell_about_itself(self) -> str:
        """Answer a request for the kernel's information.

        Returns:
            The request's id.
        """
        request = self.session.msg("kernel_info_request")
        self.session.send(_SHELL, "kernel_info_reply", self.kernel_info, parent=request)
        return str(request["header"]["msg_id"])

    def _abort_queues(self, subshell_id: str | None = None) -> None:
        """Nothing waits behind a failing cell."""


def make_kernel(profile: str) -> PressKernel:
    """Make a kernel with a fresh shell, as ``ipykernel`` does at its start, but without any user's own settings.

    Args:
        profile: an empty folder for the shell's own files.
    """
    os.environ.setdefault("MPLBACKEND", INLINE)
    for kind in (IPKernelApp, PressKernel, ZMQInteractiveShell):
        kind.clear_instance()
    # Libraries look for this section to know that they are in a notebook, and for the application to find its kernel.
    config = Config({"IPKernelApp": {"connection_file": ""}, "HistoryManager": {"hist_file": ":memory:"}})
    app = IPKernelApp.instance(config=config)
    folder = ProfileDir.create_profile_dir(profile)
    app.kernel = kernel = PressKernel.instance(
        parent=app, session=_Wire(), profile_dir=folder, user_ns={}, log=logging.getLogger(__name__)
    )
    app.shell = kernel.shell
    return kernel

"""Why a file could not be read or written, in words for the person at the desk."""

from __future__ import annotations

import errno
from collections.abc import Mapping

__all__ = ["file_cause"]

_CAUSES: Mapping[int, str] = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EACCES: "没有权限，或文件正被 Excel 等程序打开",
    errno.EPERM: "没有权限，或文件正被 Excel 等程序打开",
    errno.EROFS: "这里只能读、不能写",
    errno.EEXIST: "这里已有同名的文件，不能建文件夹",
    errno.ENOTDIR: "路径中有一段是文件，不是文件夹",
    errno.EISDIR: "这是文件夹，不是文件",
    errno.ENOSPC: "磁盘已满",
    errno.ENAMETOOLONG: "名称太长",
    errno.EINVAL: "名称里有不能用的字符",
}


def file_cause(error: OSError) -> str:
    """Name the file and say why it could not be read or written.

    >>> file_cause(FileNotFoundError(errno.ENOENT, "No such file or directory", "data/2024"))
    'data/2024：没有这个文件或文件夹'
    """
    why = _CAUSES.get(error.errno or 0, f"读写失败，系统代码 {error.errno}")
    return f"{error.filename or '（未指明的文件）'}：{why}"

"""The shared storage: a folder every worker mounts, or an S3-compatible service, through fsspec."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

from rpa.audit.folder import secure_folder, write_private
from rpa.errors import BadSettings, SiteUnavailable
from rpa.private_files import replace_private


class Storage:
    """All organizations' files below one address. Raises ``BadSettings`` for an address fsspec cannot open."""

    def __init__(self, url: str, options: dict[str, object]) -> None:
        import fsspec

        try:
            self._fs, self._root = fsspec.core.url_to_fs(url, **options)
        except (ImportError, ValueError) as error:
            raise BadSettings(
                "Общее хранилище не открывается: адрес или параметры не подходят.",
                hint="Нужны file:///папка или s3://бакет/путь; для S3 — дополнение gis-zhkh-rpa[fleet].",
            ) from error
        self._local = "file" in (self._fs.protocol if isinstance(self._fs.protocol, tuple) else (self._fs.protocol,))

    def of(self, slug: str) -> OrganizationFiles:
        return OrganizationFiles(self._fs, f"{self._root.rstrip('/')}/{slug}", local=self._local)


class OrganizationFiles:
    """``rpa.audit.SharedFiles`` of one organization. Nothing outside its own folder can be named."""

    def __init__(self, fs: Any, root: str, *, local: bool) -> None:
        self._fs, self._root, self._local = fs, root, local

    def create(self, name: str, data: bytes) -> None:
        path = self._path(name)
        if self._local:
            secure_folder(Path(path).parent)
            write_private(Path(path), data)
            return
        with _as_os_error():
            try:
                self._fs.pipe_file(path, data, mode="create")
            except FileExistsError:
                raise
            except OSError as error:
                # S3 says "412 Precondition Failed", which s3fs does not know as "exists".
                if "PreconditionFailed" in repr(error) or "pre-conditions" in str(error):
                    raise FileExistsError(name) from None
                raise

    def replace(self, name: str, data: bytes) -> None:
        path = self._path(name)
        if self._local:
            secure_folder(Path(path).parent)
            replace_private(Path(path), data)
            return
        with _as_os_error():
            self._fs.pipe_file(path, data)

    def read(self, name: str) -> bytes:
        path = self._path(name)
        with _as_os_error():
            return bytes(self._fs.cat_file(path))

    def names(self, folder: str) -> list[str]:
        start = self._path(folder) if folder else self._root
        with _as_os_error():
            # Other workers write here too: what was listed a moment ago says nothing.
            self._fs.invalidate_cache()
            found = self._fs.find(start)
        # Temporary files of a local write in progress begin with a dot.
        cut = len(self._root) + 1
        return sorted(path[cut:] for path in found if not PurePosixPath(path).name.startswith("."))

    def _path(self, name: str) -> str:
        parts = PurePosixPath(name).parts
        if not parts or name.startswith("/") or ".." in parts or "\\" in name or ":" in name:
            raise ValueError("a name in the storage is relative and goes down only")
        return f"{self._root}/{'/'.join(parts)}"


@contextmanager
def speaking_plainly() -> Iterator[None]:
    """What the storage cannot do, as ``SiteUnavailable``."""
    try:
        yield
    except OSError as error:
        raise SiteUnavailable(f"Общее хранилище не отвечает ({type(error).__name__}).") from error


@contextmanager
def _as_os_error() -> Iterator[None]:
    """Clients of storage services have errors of their own; callers know ``OSError``."""
    try:
        yield
    except OSError:
        raise
    except Exception as error:
        raise OSError(f"storage: {type(error).__name__}") from error

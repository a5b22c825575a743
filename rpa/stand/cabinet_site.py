"""The cabinet's pages: shells, bundles of our scripts and templates, and the XStatic libraries as installed.

Pages and assets are made once, in memory. An asset's address carries its hash, so a browser may keep it for good;
the pages themselves are revalidated by ETag. Nothing comes from another host, and nothing here is ever delayed.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

SITE = Path(__file__).parent / "site"
FOREVER = "public, max-age=31536000, immutable"
REVALIDATE = "no-cache"
ONE_DAY = "public, max-age=86400"

# distribution -> folder of its data. XStatic's own import needs pkg_resources, which Python no longer ships.
_LIBRARIES = {
    "angular": ("XStatic-Angular", "xstatic/pkg/angular/data"),
    "ui-router": ("XStatic-angular-ui-router", "xstatic/pkg/angular_ui_router/data"),
    "ui-bootstrap": ("XStatic-Angular-Bootstrap", "xstatic/pkg/angular_bootstrap/data"),
    "bootswatch": ("XStatic-bootswatch", "xstatic/pkg/bootswatch/data"),
}
_CABINET_LIBRARIES = (
    ("angular", "angular.js"),
    ("angular", "angular-animate.js"),
    ("ui-router", "angular-ui-router.min.js"),
    ("ui-bootstrap", "angular-bootstrap.js"),
)
_PORTAL_LIBRARIES = (("angular", "angular.js"), ("ui-router", "angular-ui-router.min.js"))


@dataclass(frozen=True, slots=True)
class Asset:
    """Bytes with their type and a strong ETag (the content's hash)."""

    content: bytes
    media_type: str
    etag: str

    @classmethod
    def of(cls, content: str, media_type: str) -> Asset:
        raw = content.encode()
        return cls(raw, media_type, hashlib.sha256(raw).hexdigest()[:16])

    def respond(self, request: Request, cache_control: str, status: int = 200) -> Response:
        headers = {"ETag": f'"{self.etag}"', "Cache-Control": cache_control}
        if status == 200 and headers["ETag"] in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(self.content, status, headers, self.media_type)


def routes(stand: Any = None) -> list[BaseRoute]:
    """Routes of ``dom`` and ``my.dom``: the portal at ``/``, ``/404``, the cabinet, and everything static.

    Raises ``RuntimeError`` at start, saying which package to install, when a browser library is missing.
    """
    assets = {
        "cabinet.js": _script("cabinet", _CABINET_LIBRARIES, ("core", "widgets", "screens")),
        "portal.js": _script("portal", _PORTAL_LIBRARIES, ("public",)),
        "site.css": Asset.of(_joined("css", "*.css"), "text/css"),
    }
    portal = _page("public.html", assets, "portal.js")
    cabinet = _page("cabinet.html", assets, "cabinet.js")
    missing = _page("not_found.html", assets, None)

    async def asset(request: Request) -> Response:
        found = assets.get(request.path_params["name"])
        if found is None:
            return missing.respond(request, REVALIDATE, 404)
        return found.respond(request, FOREVER)

    def shell(page: Asset, status: int = 200) -> Any:
        async def show(request: Request) -> Response:
            return page.respond(request, REVALIDATE, status)

        return show

    return [
        Route("/", shell(portal)),
        Route("/404", shell(missing, 404)),
        Route("/organization-cabinet", shell(cabinet)),
        Route("/organization-cabinet/", shell(cabinet)),
        Route("/static/bundle/{name}", asset),
        Mount("/static/lib/bootswatch", _Library(directory=_library("bootswatch"))),
    ]


class _Library(StaticFiles):
    """Files of an installed package; versions are pinned, so a day's cache is safe."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        if isinstance(response, FileResponse):
            response.headers["Cache-Control"] = ONE_DAY
        return response


@cache
def _library(name: str) -> Path:
    package, folder = _LIBRARIES[name]
    try:
        path = Path(str(distribution(package).locate_file(folder)))
    except PackageNotFoundError:
        path = Path()
    if not path.name:
        raise RuntimeError(f"The stand needs the package {package}: install the project's requirements.")
    return path


def _script(app: str, libraries: tuple[tuple[str, str], ...], folders: tuple[str, ...]) -> Asset:
    """Libraries, then our scripts (``app.js`` declares the module, so it goes first), then templates as a module."""
    parts = [(_library(library) / name).read_text("utf-8") for library, name in libraries]
    scripts = [path for folder in folders for path in sorted((SITE / "js" / folder).glob("*.js"))]
    parts += [path.read_text("utf-8") for path in sorted(scripts, key=lambda path: path.name != "app.js")]
    templates = {
        path.relative_to(SITE / "templates").as_posix(): path.read_text("utf-8").strip()
        for path in sorted((SITE / "templates").rglob("*.html"))
    }
    parts.append(
        f"angular.module('{app}.templates', []).run(function ($templateCache) {{\n"
        f"  angular.forEach({json.dumps(templates, ensure_ascii=False)}, function (html, name) {{\n"
        "    $templateCache.put(name, html);\n  });\n});"
    )
    return Asset.of("\n;\n".join(parts), "text/javascript")


def _page(name: str, assets: dict[str, Asset], script: str | None) -> Asset:
    styles = ['<link rel="stylesheet" href="/static/lib/bootswatch/cerulean/bootstrap.min.css">', _style(assets)]
    scripts = f'<script src="/static/bundle/{script}?v={assets[script].etag}"></script>' if script else ""
    text = (SITE / name).read_text("utf-8").replace("{styles}", "\n  ".join(styles)).replace("{scripts}", scripts)
    return Asset.of(text, "text/html")


def _style(assets: dict[str, Asset]) -> str:
    return f'<link rel="stylesheet" href="/static/bundle/site.css?v={assets["site.css"].etag}">'


def _joined(folder: str, pattern: str) -> str:
    return "\n".join(path.read_text("utf-8") for path in sorted((SITE / folder).glob(pattern)))

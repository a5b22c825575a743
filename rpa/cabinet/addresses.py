"""Where the three sites of the portal are: the live ones by default, the stand's by a change in the settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from rpa.settings.site import Site


@dataclass(frozen=True, slots=True)
class Addresses:
    """Origins without a closing slash.

    ``portal`` is the public site with the sign-in link, ``cabinet`` the organizations' cabinets,
    ``esia`` the identity service.
    """

    portal: str = "https://dom.gosuslugi.ru"
    cabinet: str = "https://my.dom.gosuslugi.ru"
    esia: str = "https://esia.gosuslugi.ru"

    @classmethod
    def of(cls, site: Site) -> Addresses:
        """As the organization's settings name them."""
        return cls(portal=site.origin("dom"), cabinet=site.origin("my"), esia=site.origin("esia"))

    @classmethod
    def of_stand(cls, port: int) -> Addresses:
        """The shipped stand on this machine: three names, one port. Browsers resolve ``*.localhost`` themselves."""
        return cls(
            portal=f"http://dom.localhost:{port}",
            cabinet=f"http://my.dom.localhost:{port}",
            esia=f"http://esia.localhost:{port}",
        )

    @property
    def cookie_domain(self) -> str:
        """The domain of the session cookie: the portal's, which covers the cabinet's subdomain."""
        return urlsplit(self.portal).hostname or ""

    def is_cabinet(self, url: str) -> bool:
        """Tell whether ``url`` lies on the cabinet's own origin."""
        return _origin(url) == _origin(self.cabinet)

    def is_sign_in(self, url: str) -> bool:
        """Tell whether ``url`` is one a signed-out person sees: the identity service or the public site."""
        return _origin(url) in (_origin(self.esia), _origin(self.portal))

    def is_portal(self, url: str) -> bool:
        """Tell whether ``url`` lies on one of the portal's own three origins."""
        return self.is_cabinet(url) or self.is_sign_in(url)


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc

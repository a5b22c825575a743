"""One organization has one folder on a machine: in it lie its lock, its lease and the memory of what was sent."""

from __future__ import annotations

from rpa.errors import BadSettings, RpaError
from rpa.settings import OrganizationFolder, load_settings
from rpa.settings.site import Site


def refuse_second_folder(folder: OrganizationFolder, ogrn: str, site: Site) -> None:
    """Raises ``BadSettings`` if another folder of this machine answers for ``ogrn`` on the cabinet ``site``.

    Two would not wait for each other, and neither would know what the other sent or withdrew. A folder whose settings
    cannot be read is passed by: nothing runs in it either.
    """
    for slug in folder.machine.slugs():
        if slug == folder.slug:
            continue
        try:
            known = load_settings(folder.machine.organization(slug).settings)
        except (RpaError, OSError):
            continue
        if (known.organization.ogrn, known.site.my) == (ogrn, site.my):
            raise BadSettings(
                f"Организация с этим ОГРН уже настроена на этой машине: папка {slug}.",
                hint=f"Продолжайте в ней: `rpa setup {slug}`. Из двух папок робот отвечал бы, не зная, что отправлено "
                "из другой.",
            )

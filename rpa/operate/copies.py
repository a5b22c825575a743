"""A folder that somebody copied beside the organization it is of, under a name no organization can have."""

from __future__ import annotations

from rpa.errors import BadSettings, RpaError
from rpa.settings import DataRoot, OrganizationFolder, load_settings


def copied_from(root: DataRoot, slug: str) -> str | None:
    """The organization that the folder ``slug`` repeats; ``None`` for one a run may begin for, and for one that may be
    an organization's only folder, renamed: of that somebody has to hear."""
    try:
        root.organization(slug)
    except BadSettings:
        of = _answers_for(OrganizationFolder(root.organizations / slug))
    else:
        return None
    others = (other for other in root.slugs() if other != slug)
    for other in others if of is not None else ():
        try:
            folder = root.organization(other)
        except BadSettings:
            continue
        if _answers_for(folder) == of:
            return other
    return None


def _answers_for(folder: OrganizationFolder) -> tuple[str, str] | None:
    try:
        known = load_settings(folder.settings)
    except (RpaError, OSError):
        return None
    return known.organization.ogrn, str(known.site.my)

"""What one organization wants (``settings.yaml``), where its files lie, and how its secrets are kept."""

from rpa.settings.organization import OrganizationSettings, load_settings, save_settings
from rpa.settings.paths import DataRoot, OrganizationFolder
from rpa.settings.secrets import Secrets, open_secrets

__all__ = [
    "DataRoot",
    "OrganizationFolder",
    "OrganizationSettings",
    "Secrets",
    "load_settings",
    "open_secrets",
    "save_settings",
]

"""The last settings that had no error, kept beside the file: a typing mistake must not silence the warnings too.

They serve to tell people, and nothing else: no run works by wishes that somebody was about to change.
"""

from __future__ import annotations

from contextlib import suppress

from rpa.errors import BadSettings
from rpa.private_files import store_private
from rpa.settings.organization import OrganizationSettings, load_settings
from rpa.settings.paths import OrganizationFolder


def settings_to_tell_by(folder: OrganizationFolder) -> tuple[OrganizationSettings, BadSettings | None]:
    """The settings; where they have an error, the last ones that had none, and that error.

    Raises ``BadSettings`` if none were kept.
    """
    try:
        settings = load_settings(folder.settings)
    except BadSettings as error:
        try:
            return load_settings(folder.settings_kept), error
        except BadSettings:
            raise error from None
    with suppress(OSError):  # as on a full disk: then the ones kept before serve
        content = folder.settings.read_bytes()
        if not folder.settings_kept.is_file() or folder.settings_kept.read_bytes() != content:
            store_private(folder.settings_kept, content)
    return settings, None

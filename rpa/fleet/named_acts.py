"""Which court acts a publication takes along: those a row of the register or a kept plan names, and no other file.

The folder of acts is by default the one the accountant's file lies in, beside letters, scans and whatever else: nobody
meant those to be stored where other machines read.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from loguru import logger

from rpa.debts.dataset import load_dataset, load_mapping
from rpa.debts.deadline import MOSCOW
from rpa.debts.plan import load_plan
from rpa.errors import DatasetError, PlanError
from rpa.settings import OrganizationFolder, OrganizationSettings


def named_acts(folder: OrganizationFolder, settings: OrganizationSettings) -> dict[str, Path]:
    """By their place below the folder of acts. A link is not followed: what it leads to is not in the folder."""
    if settings.dataset.acts_folder is None:
        return {}
    root = Path(os.path.realpath(settings.dataset.acts_folder))
    named = {*_of_register(settings, root), *(root / path for path in _of_plans(folder))}
    return {path.relative_to(root).as_posix(): path for path in named if _lies_in(root, path)}


def _of_register(settings: OrganizationSettings, root: Path) -> Iterator[Path]:
    source = settings.dataset
    if source.file is None:
        return
    try:
        mapping = load_mapping(source.mapping) if source.mapping else None
        rows = load_dataset(source.file, mapping=mapping, today=datetime.now(MOSCOW).date(), acts_folder=root).rows
    except DatasetError as error:
        # A plan made of it fails, and says why; what people approved of earlier plans is published all the same.
        logger.warning("Акты по строкам данных не опубликованы: {}", error.what)
        return
    yield from {row.act_file for row in rows if row.act_file is not None}


def _of_plans(folder: OrganizationFolder) -> Iterator[str]:
    """Also what was attached on the review page, and acts of answers approved before the register changed."""
    for path in folder.plans.glob("*.json"):
        try:
            plan = load_plan(path)
        except PlanError as error:
            logger.warning("Акты плана {} не опубликованы: {}", path.name, error.what)
            continue
        for item in plan.items:
            for debtor in (*item.debtors, *(candidate.debtor for candidate in item.candidates)):
                yield from (file.path for file in debtor.files)


def _lies_in(root: Path, path: Path) -> bool:
    return path.is_relative_to(root) and Path(os.path.realpath(path)) == path and path.is_file()

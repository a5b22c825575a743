"""Evidence a stranger can check: journal, pictures, redaction, verification, export, retention."""

from rpa.audit.evidence import EvidenceRef, EvidenceStore, distinct_name, safe_name
from rpa.audit.folder import FolderUnavailable, secure_folder
from rpa.audit.journal import Checkpoint, Journal
from rpa.audit.redaction import Redactor, mask_name
from rpa.audit.shared import SharedFiles
from rpa.audit.signing import Ed25519Signer, Signer
from rpa.audit.verify import Verdict, verify_journal

__all__ = [
    "Checkpoint",
    "Ed25519Signer",
    "EvidenceRef",
    "EvidenceStore",
    "FolderUnavailable",
    "Journal",
    "Redactor",
    "SharedFiles",
    "Signer",
    "Verdict",
    "distinct_name",
    "mask_name",
    "safe_name",
    "secure_folder",
    "verify_journal",
]

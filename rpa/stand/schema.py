"""Tables of the stand's truth. Dates are ISO texts (they sort), moments ISO with offset, JSON where shape is free."""

SCHEMA = """
CREATE TABLE organizations (ogrn TEXT PRIMARY KEY, name TEXT NOT NULL, guid TEXT NOT NULL,
    email_notifications INTEGER NOT NULL DEFAULT 0, version INTEGER NOT NULL DEFAULT 0,
    next_index INTEGER NOT NULL DEFAULT 0, next_inquiry INTEGER NOT NULL DEFAULT 0);
CREATE TABLE employees (id TEXT PRIMARY KEY, ogrn TEXT NOT NULL, position_no INTEGER NOT NULL, fio TEXT NOT NULL,
    position TEXT NOT NULL, role TEXT NOT NULL, email TEXT, status TEXT NOT NULL, login TEXT, rights TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 0);
CREATE INDEX employees_by_organization ON employees (ogrn, position_no);
CREATE INDEX employees_by_login ON employees (login, ogrn);
CREATE TABLE requests (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, ogrn TEXT NOT NULL,
    number TEXT NOT NULL UNIQUE, version INTEGER NOT NULL DEFAULT 0, status TEXT NOT NULL,
    withdrawn INTEGER NOT NULL DEFAULT 0, request_guid TEXT NOT NULL, house_guid TEXT NOT NULL, fias_guid TEXT,
    address TEXT NOT NULL, apartment TEXT,
    period_begin TEXT NOT NULL, period_end TEXT NOT NULL, asker TEXT NOT NULL, asker_tel TEXT, asker_fio TEXT NOT NULL,
    sent_date TEXT NOT NULL, due_date TEXT NOT NULL, last_update TEXT NOT NULL,
    executor_id TEXT, executor_fio TEXT, debt_present INTEGER, information TEXT, persons TEXT, extra_files TEXT,
    saved_at TEXT, sent_at TEXT,
    saves INTEGER NOT NULL DEFAULT 0, sends INTEGER NOT NULL DEFAULT 0, revokes INTEGER NOT NULL DEFAULT 0,
    save_attempts INTEGER NOT NULL DEFAULT 0, send_attempts INTEGER NOT NULL DEFAULT 0);
-- Covers every filter and the order of the registry: counting and paging 10 000 rows never touch the table.
CREATE INDEX requests_registry
    ON requests (ogrn, withdrawn, last_update DESC, seq DESC, status, executor_id, sent_date);
CREATE INDEX requests_by_due ON requests (due_date) WHERE status = 'NOT_SENT' AND withdrawn = 0;
CREATE TABLE inquiries (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, ogrn TEXT NOT NULL,
    number TEXT NOT NULL UNIQUE, version INTEGER NOT NULL DEFAULT 0, status TEXT NOT NULL,
    created TEXT NOT NULL, topic TEXT NOT NULL, address TEXT NOT NULL,
    apartment TEXT, text TEXT NOT NULL, applicant TEXT NOT NULL, attachments TEXT NOT NULL, history TEXT NOT NULL,
    performer_id TEXT, performer_fio TEXT, execution_end TEXT NOT NULL, appointed TEXT, kind TEXT NOT NULL);
CREATE INDEX inquiries_by_date ON inquiries (ogrn, created DESC, seq DESC);
CREATE TABLE files (guid TEXT PRIMARY KEY, ogrn TEXT NOT NULL, context TEXT NOT NULL, name TEXT NOT NULL,
    size INTEGER NOT NULL, sha256 TEXT NOT NULL, content BLOB NOT NULL);
CREATE TABLE mails (seq INTEGER PRIMARY KEY, at TEXT NOT NULL, ogrn TEXT NOT NULL, sender TEXT NOT NULL,
    recipient TEXT NOT NULL, subject TEXT NOT NULL, text TEXT NOT NULL, inquiry_number TEXT NOT NULL,
    delivery TEXT NOT NULL);
"""

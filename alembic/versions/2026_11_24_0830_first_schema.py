"""The first schema: cases, referrals, journal, clocks, evidence requests, webhooks, registrations."""

import os
from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


API = "liandong_api"
WORKER = "liandong_worker"


class TransactionId(sa.types.UserDefinedType[int]):
    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        return "xid8"


# Every two neighbouring characters: finds Chinese names by two characters or more, in any locale.
BIGRAM = """
CREATE FUNCTION bigram(line text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT substr(line, i, 2)), '{}')
    FROM generate_series(1, length(line) - 1) AS i
$$
"""

# The journal is written once; not even the owner of the schema changes it by accident.
APPEND_ONLY = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is written once and never changed', TG_TABLE_NAME;
END
$$
"""
WRITTEN_ONCE = ("journal_entry", "deployment", "calendar_notice")

# A role that does not exist yet is given its rights by `liandong migrate` once it does.
GRANTS = f"""
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{API}') THEN
        GRANT SELECT ON ALL TABLES IN SCHEMA public TO {API};
        GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {API};
        GRANT INSERT, UPDATE ON case_file, party, worker, claim, access_grant, referral, triage,
            triage_position, evidence_request, deadline, deadline_feed,
            webhook_endpoint TO {API};
        GRANT INSERT ON lead, journal_entry, outbox, stored_answer, calendar_notice TO {API};
    END IF;
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{WORKER}') THEN
        GRANT SELECT ON journal_entry, outbox, access_grant, webhook_endpoint, webhook_delivery,
            stored_answer, alembic_version, deployment, calendar_notice, deadline, station, agency,
            service_window TO {WORKER};
        GRANT INSERT, UPDATE ON webhook_delivery, access_grant TO {WORKER};
        GRANT INSERT ON journal_entry, outbox TO {WORKER};
        GRANT UPDATE ON deadline TO {WORKER};
        -- Enough to lock a case, and nothing of it to read.
        GRANT SELECT (id), UPDATE (updated_at) ON case_file TO {WORKER};
        GRANT UPDATE (entry_id) ON outbox TO {WORKER};
        GRANT DELETE ON outbox, stored_answer TO {WORKER};
    END IF;
END
$$
"""


def upgrade() -> None:
    op.execute(sa.schema.CreateSequence(sa.Sequence("case_serial")))
    op.execute(BIGRAM)
    op.execute(APPEND_ONLY)
    op.create_table(
        "case_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("division", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("originator", sa.String(), nullable=False),
        sa.Column("originator_unit", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("owner_unit", sa.String(), nullable=False),
        sa.Column("urgency", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("is_anonymous", sa.Boolean(), nullable=False),
        sa.Column("estimated_workers", sa.Integer(), nullable=True),
        sa.Column("estimated_fen", sa.BigInteger(), nullable=True),
        sa.Column("employer", sa.String(), nullable=False),
        sa.Column("credit_code", sa.String(), nullable=True),
        sa.Column("project_name", sa.String(), nullable=True),
        sa.Column("project_address", sa.String(), nullable=True),
        sa.Column("project_division", sa.String(), nullable=True),
        sa.Column("project_industry", sa.String(), nullable=True),
        sa.Column("project_permit_no", sa.String(), nullable=True),
        sa.Column("search_text", sa.String(), nullable=False),
        sa.Column("first_received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handling_started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workers", sa.Integer(), nullable=False),
        sa.Column("claims", sa.Integer(), nullable=False),
        sa.Column("open_claims", sa.Integer(), nullable=False),
        sa.Column("claimed_fen", sa.BigInteger(), nullable=False),
        sa.Column("paid_fen", sa.BigInteger(), nullable=False),
        sa.Column("open_triages", sa.Integer(), nullable=False),
        sa.Column("open_referrals", sa.Integer(), nullable=False),
        sa.Column("unaccepted_referrals", sa.Integer(), nullable=False),
        sa.Column("held_referrals", sa.Integer(), nullable=False),
        sa.Column("open_requests", sa.Integer(), nullable=False),
        sa.Column("accepted_routes", sa.Integer(), nullable=False),
        sa.Column("open_tracks", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status IN ('open', 'in_progress', 'closed', 'withdrawn')", name="ck_case_file_status"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_case_file"),
        sa.UniqueConstraint("number", name="uq_case_file_number"),
    )
    op.create_table(
        "calendar_notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("serial", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("division", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("notice", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("imported_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_calendar_notice"),
        sa.UniqueConstraint("serial", name="uq_calendar_notice_serial"),
    )
    op.create_table(
        "client",
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("units", sa.ARRAY(sa.String()), nullable=False),
        sa.Column("roles", sa.ARRAY(sa.String()), nullable=False),
        sa.Column("scopes", sa.ARRAY(sa.String()), nullable=False),
        sa.Column("clearance", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("client_id", name="pk_client"),
    )
    op.create_index("ix_client_agency", "client", ["agency"], unique=False)
    op.create_table(
        "deadline_feed",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_deadline_feed"),
        sa.UniqueConstraint("digest", name="uq_deadline_feed_digest"),
    )
    op.create_index("ix_deadline_feed_agency", "deadline_feed", ["agency"], unique=False)
    op.create_table(
        "deployment",
        sa.Column("kind", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("kind", name="pk_deployment"),
    )
    op.create_table(
        "station",
        sa.Column("division", sa.String(), nullable=False),
        sa.Column("name_zh", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("lead_agencies", sa.ARRAY(sa.String()), nullable=False),
        sa.Column("rules", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("division", name="pk_station"),
    )
    op.create_table(
        "stored_answer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_stored_answer"),
    )
    op.create_index("ix_stored_answer_stored_at", "stored_answer", ["stored_at"], unique=False)
    op.create_table(
        "webhook_endpoint",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("event_types", sa.ARRAY(sa.String()), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("status IN ('enabled', 'disabled')", name="ck_webhook_endpoint_status"),
        sa.PrimaryKeyConstraint("id", name="pk_webhook_endpoint"),
    )
    op.create_index("ix_webhook_endpoint_agency", "webhook_endpoint", ["agency"], unique=False)
    op.create_table(
        "access_grant",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("piece_id", sa.Uuid(), nullable=True),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("granted_by", sa.String(), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name="fk_access_grant_case_id_case_file"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_access_grant"),
        sa.UniqueConstraint(
            "case_id",
            "agency",
            "unit",
            "standing",
            "piece_id",
            name="uq_access_grant",
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(
        "ix_access_grant_agency_case_id", "access_grant", ["agency", "case_id"], unique=False
    )
    op.create_index(
        "ix_access_grant_escalated",
        "access_grant",
        ["case_id"],
        unique=False,
        postgresql_where=sa.text("granted_by = 'deadline.escalated' AND valid_until IS NULL"),
    )
    op.create_table(
        "agency",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("division", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("kind_zh", sa.String(), nullable=False),
        sa.Column("kind_en", sa.String(), nullable=False),
        sa.Column("name_zh", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("units", sa.ARRAY(sa.String()), nullable=False),
        sa.Column("purposes", sa.ARRAY(sa.String()), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["division"], ["station.division"], name="fk_agency_division_station"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_agency"),
    )
    op.create_index("ix_agency_division", "agency", ["division"], unique=False)
    op.create_table(
        "deadline",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("piece_id", sa.Uuid(), nullable=True),
        sa.Column("concerns", sa.Uuid(), nullable=True),
        sa.Column("division", sa.String(), nullable=False),
        sa.Column("rule_code", sa.String(), nullable=False),
        sa.Column("responsible", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("pauses", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("extensions", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("original_due_on", sa.Date(), nullable=False),
        sa.Column("other_due_on", sa.Date(), nullable=True),
        sa.Column("is_provisional", sa.Boolean(), nullable=False),
        sa.Column("calendar_version", sa.String(), nullable=False),
        sa.Column("rules_version", sa.String(), nullable=False),
        sa.Column("watch_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("breached_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("escalation", sa.Integer(), nullable=False),
        sa.Column("started_by", sa.Uuid(), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status IN ('running', 'paused', 'stopped', 'lapsed')", name="ck_deadline_status"
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name="fk_deadline_case_id_case_file"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_deadline"),
    )
    op.create_index("ix_deadline_case_id", "deadline", ["case_id"], unique=False)
    op.create_index("ix_deadline_piece_id", "deadline", ["piece_id"], unique=False)
    op.create_index(
        "ix_deadline_counted",
        "deadline",
        ["division", "calendar_version", "rules_version"],
        unique=False,
        postgresql_where=sa.text("status IN ('running', 'paused')"),
    )
    op.create_index(
        "ix_deadline_worklist",
        "deadline",
        ["responsible", "status", "due_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_deadline_watched",
        "deadline",
        ["watch_at"],
        unique=False,
        postgresql_where=sa.text("status = 'running'"),
    )
    op.create_table(
        "evidence_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("sender_unit", sa.String(), nullable=False),
        sa.Column("receiver", sa.String(), nullable=False),
        sa.Column("receiver_unit", sa.String(), nullable=False),
        sa.Column("responsible", sa.String(), nullable=False),
        sa.Column("items", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status IN ('requested', 'accepted', 'answered', 'withdrawn')",
            name="ck_evidence_request_status",
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name="fk_evidence_request_case_id_case_file"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_evidence_request"),
    )
    op.create_index("ix_evidence_request_case_id", "evidence_request", ["case_id"], unique=False)
    op.create_index(
        "ix_evidence_request_inbox",
        "evidence_request",
        ["receiver", "requested_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_evidence_request_outbox",
        "evidence_request",
        ["sender", "requested_at", "id"],
        unique=False,
    )
    op.create_table(
        "journal_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column(
            "xid", TransactionId(), server_default=sa.text("pg_current_xact_id()"), nullable=False
        ),
        sa.Column("stream", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("piece_id", sa.Uuid(), nullable=True),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("subject", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("on_behalf_of", sa.String(), nullable=True),
        sa.Column("request_id", sa.String(), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("narrative", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name="fk_journal_entry_case_id_case_file"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_journal_entry"),
        sa.UniqueConstraint("seq", name="uq_journal_entry_seq"),
        sa.UniqueConstraint("stream", "sequence", name="uq_journal_entry_stream_sequence"),
    )
    op.create_index("ix_journal_entry_xid_seq", "journal_entry", ["xid", "seq"], unique=False)
    op.create_table(
        "lead",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("external_number", sa.String(), nullable=True),
        sa.Column("window_id", sa.String(), nullable=True),
        sa.Column("received_by", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name="fk_lead_case_id_case_file"),
        sa.PrimaryKeyConstraint("id", name="pk_lead"),
    )
    op.create_index("ix_lead_case_id", "lead", ["case_id"], unique=False)
    op.create_table(
        "party",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("credit_code", sa.String(), nullable=True),
        sa.Column("contact_name", sa.String(), nullable=True),
        sa.Column("contact_phone", sa.String(), nullable=True),
        sa.Column("address", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name="fk_party_case_id_case_file"),
        sa.PrimaryKeyConstraint("id", name="pk_party"),
    )
    op.create_index("ix_party_case_id", "party", ["case_id"], unique=False)
    op.create_table(
        "referral",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("sender_unit", sa.String(), nullable=False),
        sa.Column("receiver", sa.String(), nullable=False),
        sa.Column("receiver_unit", sa.String(), nullable=False),
        sa.Column("responsible", sa.String(), nullable=False),
        sa.Column("is_held", sa.Boolean(), nullable=False),
        sa.Column("asked_action", sa.String(), nullable=False),
        sa.Column("legal_basis", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("officer", sa.String(), nullable=True),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("reason_code", sa.String(), nullable=True),
        sa.Column("explanation", sa.String(), nullable=True),
        sa.Column("competent_agency", sa.String(), nullable=True),
        sa.Column("missing", sa.String(), nullable=True),
        sa.Column("supplement", sa.String(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("paid_fen", sa.BigInteger(), nullable=True),
        sa.Column("agreed_fen", sa.BigInteger(), nullable=True),
        sa.Column("instrument", sa.String(), nullable=True),
        sa.Column("concluded_on", sa.Date(), nullable=True),
        sa.Column("ruling", sa.String(), nullable=True),
        sa.Column("redirected_to", sa.Uuid(), nullable=True),
        sa.Column("preceded_by", sa.Uuid(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status IN ('sent', 'received', 'supplement_requested', 'accepted', 'rejected', 'withdrawn', 'return_requested', 'returned', 'disputed', 'completed', 'redirected')",
            name="ck_referral_status",
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name="fk_referral_case_id_case_file"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_referral"),
    )
    op.create_index("ix_referral_case_id", "referral", ["case_id"], unique=False)
    op.create_index("ix_referral_inbox", "referral", ["receiver", "sent_at", "id"], unique=False)
    op.create_index("ix_referral_outbox", "referral", ["sender", "sent_at", "id"], unique=False)
    op.create_index(
        "uq_referral_live",
        "referral",
        ["case_id", "receiver", "receiver_unit", "purpose"],
        unique=True,
        postgresql_where=sa.text(
            "status NOT IN ('completed', 'redirected', 'rejected', 'returned', 'withdrawn')"
        ),
    )
    op.create_table(
        "triage",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("members", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("silence_counts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("owner_unit", sa.String(), nullable=True),
        sa.Column("reasons", sa.String(), nullable=True),
        sa.Column("routes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("referrals", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint("status IN ('open', 'decided')", name="ck_triage_status"),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name="fk_triage_case_id_case_file"),
        sa.PrimaryKeyConstraint("id", name="pk_triage"),
    )
    op.create_index("ix_triage_case_id", "triage", ["case_id"], unique=False)
    op.create_index(
        "uq_triage_open",
        "triage",
        ["case_id"],
        unique=True,
        postgresql_where=sa.text("status = 'open'"),
    )
    op.create_table(
        "worker",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("identity_kind", sa.String(), nullable=True),
        sa.Column("identity_number", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("is_pensioner", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name="fk_worker_case_id_case_file"),
        sa.PrimaryKeyConstraint("id", name="pk_worker"),
    )
    op.create_index("ix_worker_case_id", "worker", ["case_id"], unique=False)
    op.create_table(
        "claim",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("paid_fen", sa.BigInteger(), nullable=False),
        sa.Column("period_from", sa.Date(), nullable=True),
        sa.Column("period_to", sa.Date(), nullable=True),
        sa.Column("evidence_level", sa.String(), nullable=False),
        sa.Column("admission", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("concluded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status IN ('open', 'paid', 'settled_and_paid', 'withdrawn_by_worker', 'rejected', 'not_substantiated', 'time_barred', 'transferred_jurisdiction', 'merged', 'claim_lodged_in_bankruptcy', 'enforcement_suspended_no_assets', 'false_claim')",
            name="ck_claim_status",
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name="fk_claim_case_id_case_file"),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name="fk_claim_worker_id_worker"),
        sa.PrimaryKeyConstraint("id", name="pk_claim"),
    )
    op.create_index("ix_claim_case_id", "claim", ["case_id"], unique=False)
    op.create_index("ix_claim_worker_id", "claim", ["worker_id"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["journal_entry.id"], name="fk_outbox_entry_id_journal_entry"
        ),
        sa.PrimaryKeyConstraint("entry_id", name="pk_outbox"),
    )
    op.create_table(
        "service_window",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("name_zh", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["agency"], ["agency.id"], name="fk_service_window_agency_agency"),
        sa.PrimaryKeyConstraint("id", name="pk_service_window"),
    )
    op.create_index("ix_service_window_agency", "service_window", ["agency"], unique=False)
    op.create_table(
        "triage_position",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("triage_id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("stance", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("routes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stated_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["triage_id"], ["triage.id"], name="fk_triage_position_triage_id_triage"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_triage_position"),
        sa.UniqueConstraint(
            "triage_id", "agency", "unit", name="uq_triage_position_triage_id_agency_unit"
        ),
    )
    op.create_table(
        "webhook_delivery",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("endpoint_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_status", sa.Integer(), nullable=True),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status IN ('pending', 'delivered', 'exhausted')", name="ck_webhook_delivery_status"
        ),
        sa.ForeignKeyConstraint(
            ["endpoint_id"],
            ["webhook_endpoint.id"],
            name="fk_webhook_delivery_endpoint_id_webhook_endpoint",
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["journal_entry.id"], name="fk_webhook_delivery_entry_id_journal_entry"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_webhook_delivery"),
        sa.UniqueConstraint(
            "entry_id", "endpoint_id", name="uq_webhook_delivery_entry_id_endpoint_id"
        ),
    )
    op.create_index(
        "ix_webhook_delivery_due",
        "webhook_delivery",
        ["endpoint_id", "next_attempt_at"],
        unique=False,
        postgresql_where=sa.text("status = 'pending'"),
    )
    op.create_index(
        "ix_webhook_delivery_endpoint",
        "webhook_delivery",
        ["endpoint_id", "created_at", "id"],
        unique=False,
    )
    op.execute("ALTER TABLE case_file SET (fillfactor = 85)")
    op.execute("ALTER TABLE referral SET (fillfactor = 85)")
    op.create_index(
        "ix_case_file_search",
        "case_file",
        [sa.text("bigram(search_text)")],
        postgresql_using="gin",
    )
    for table in WRITTEN_ONCE:
        op.execute(
            f"CREATE TRIGGER written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    kind = os.environ.get("LIANDONG_ENVIRONMENT", "production")
    op.execute(sa.text("INSERT INTO deployment (kind) VALUES (:kind)").bindparams(kind=kind))
    op.execute(GRANTS)


def downgrade() -> None:
    op.drop_index("ix_webhook_delivery_endpoint", table_name="webhook_delivery")
    op.drop_index(
        "ix_webhook_delivery_due",
        table_name="webhook_delivery",
        postgresql_where=sa.text("status = 'pending'"),
    )
    op.drop_table("webhook_delivery")
    op.drop_table("triage_position")
    op.drop_index("ix_service_window_agency", table_name="service_window")
    op.drop_table("service_window")
    op.drop_table("outbox")
    op.drop_index("ix_claim_worker_id", table_name="claim")
    op.drop_index("ix_claim_case_id", table_name="claim")
    op.drop_table("claim")
    op.drop_index("ix_worker_case_id", table_name="worker")
    op.drop_table("worker")
    op.drop_index(
        "uq_triage_open", table_name="triage", postgresql_where=sa.text("status = 'open'")
    )
    op.drop_index("ix_triage_case_id", table_name="triage")
    op.drop_table("triage")
    op.drop_index(
        "uq_referral_live",
        table_name="referral",
        postgresql_where=sa.text(
            "status NOT IN ('completed', 'redirected', 'rejected', 'returned', 'withdrawn')"
        ),
    )
    op.drop_index("ix_referral_outbox", table_name="referral")
    op.drop_index("ix_referral_inbox", table_name="referral")
    op.drop_index("ix_referral_case_id", table_name="referral")
    op.drop_table("referral")
    op.drop_index("ix_party_case_id", table_name="party")
    op.drop_table("party")
    op.drop_index("ix_lead_case_id", table_name="lead")
    op.drop_table("lead")
    op.drop_index("ix_journal_entry_xid_seq", table_name="journal_entry")
    op.drop_table("journal_entry")
    op.drop_index("ix_evidence_request_outbox", table_name="evidence_request")
    op.drop_index("ix_evidence_request_inbox", table_name="evidence_request")
    op.drop_index("ix_evidence_request_case_id", table_name="evidence_request")
    op.drop_table("evidence_request")
    op.drop_index(
        "ix_deadline_watched", table_name="deadline", postgresql_where=sa.text("status = 'running'")
    )
    op.drop_index("ix_deadline_worklist", table_name="deadline")
    op.drop_index(
        "ix_deadline_counted",
        table_name="deadline",
        postgresql_where=sa.text("status IN ('running', 'paused')"),
    )
    op.drop_index("ix_deadline_piece_id", table_name="deadline")
    op.drop_index("ix_deadline_case_id", table_name="deadline")
    op.drop_table("deadline")
    op.drop_index("ix_agency_division", table_name="agency")
    op.drop_table("agency")
    op.drop_index(
        "ix_access_grant_escalated",
        table_name="access_grant",
        postgresql_where=sa.text("granted_by = 'deadline.escalated' AND valid_until IS NULL"),
    )
    op.drop_index("ix_access_grant_agency_case_id", table_name="access_grant")
    op.drop_table("access_grant")
    op.drop_index("ix_webhook_endpoint_agency", table_name="webhook_endpoint")
    op.drop_table("webhook_endpoint")
    op.drop_index("ix_stored_answer_stored_at", table_name="stored_answer")
    op.drop_table("stored_answer")
    op.drop_table("station")
    op.drop_table("deployment")
    op.drop_index("ix_deadline_feed_agency", table_name="deadline_feed")
    op.drop_table("deadline_feed")
    op.drop_index("ix_client_agency", table_name="client")
    op.drop_table("client")
    op.drop_table("calendar_notice")
    op.drop_table("case_file")
    op.execute("DROP FUNCTION refuse_change")
    op.execute("DROP FUNCTION bigram")
    op.execute(sa.schema.DropSequence(sa.Sequence("case_serial")))

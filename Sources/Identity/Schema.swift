import Store

/// Passwords and one-time secrets stand here only as Argon2id hashes and sealed texts, tokens only as digests.
let identitySchema = [
    Migration(
        "identity-1",
        """
        CREATE TABLE identity_credentials (
            id {id} PRIMARY KEY, principal {id} NOT NULL UNIQUE, email {id} NOT NULL UNIQUE, name TEXT NOT NULL, language TEXT NOT NULL,
            password TEXT NOT NULL, password_at BIGINT NOT NULL, codes TEXT, codes_offered TEXT, state TEXT NOT NULL,
            created_at BIGINT NOT NULL
        );
        CREATE TABLE identity_sessions (
            id {id} PRIMARY KEY, digest TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, principal TEXT, address TEXT NOT NULL,
            agent TEXT NOT NULL, second_factor BIGINT NOT NULL, created_at BIGINT NOT NULL, seen_at BIGINT NOT NULL, expires_at BIGINT NOT NULL
        );
        CREATE INDEX identity_sessions_principal ON identity_sessions (principal, id);
        CREATE INDEX identity_sessions_expires ON identity_sessions (expires_at);
        CREATE TABLE identity_used_codes (
            credential {id} NOT NULL, step BIGINT NOT NULL, used_at BIGINT NOT NULL, PRIMARY KEY (credential, step)
        );
        CREATE TABLE identity_recovery_codes (
            credential {id} NOT NULL, digest TEXT NOT NULL, used_at BIGINT, PRIMARY KEY (credential, digest)
        );
        CREATE TABLE identity_failures (
            id {id} PRIMARY KEY, count BIGINT NOT NULL, last_at BIGINT NOT NULL, blocked_until BIGINT NOT NULL
        )
        """),
    Migration(
        "identity-2",
        """
        CREATE TABLE identity_invitations (
            id {id} PRIMARY KEY, principal {id} NOT NULL, digest TEXT NOT NULL UNIQUE, expires_at BIGINT NOT NULL, used_at BIGINT
        );
        CREATE INDEX identity_invitations_principal ON identity_invitations (principal, id)
        """),
]

import Store

/// Registrations and resets hold digests of their links, never the links; passwords only as Argon2id hashes.
let accountsSchema = [
    Migration(
        "accounts-1",
        """
        CREATE TABLE accounts_accounts (
            id {id} PRIMARY KEY, email TEXT NOT NULL, given_name TEXT NOT NULL, family_name TEXT NOT NULL, born TEXT, phone TEXT,
            street TEXT, house_number TEXT, postal_code TEXT, place TEXT, language TEXT NOT NULL, created_at BIGINT NOT NULL,
            owner {id} NOT NULL, unit TEXT, post TEXT, confidential BIGINT NOT NULL
        );
        CREATE INDEX accounts_accounts_owner ON accounts_accounts (owner);
        CREATE TABLE accounts_registrations (
            id {id} PRIMARY KEY, email TEXT NOT NULL, given_name TEXT NOT NULL, family_name TEXT NOT NULL, language TEXT NOT NULL,
            password TEXT NOT NULL, digest TEXT NOT NULL UNIQUE, expires_at BIGINT NOT NULL, tries BIGINT NOT NULL, used_at BIGINT
        );
        CREATE INDEX accounts_registrations_expires ON accounts_registrations (expires_at);
        CREATE TABLE accounts_resets (
            id {id} PRIMARY KEY, email TEXT NOT NULL, digest TEXT NOT NULL UNIQUE, expires_at BIGINT NOT NULL, used_at BIGINT
        );
        CREATE INDEX accounts_resets_expires ON accounts_resets (expires_at)
        """),
    Migration("accounts-2", "ALTER TABLE accounts_accounts ADD COLUMN profile_at BIGINT"),
    Migration(
        "accounts-3",
        """
        CREATE TABLE accounts_addresses (
            id {id} PRIMARY KEY, account {id} NOT NULL, email TEXT NOT NULL, digest TEXT NOT NULL UNIQUE, expires_at BIGINT NOT NULL,
            used_at BIGINT
        );
        CREATE INDEX accounts_addresses_account ON accounts_addresses (account, id);
        CREATE INDEX accounts_addresses_expires ON accounts_addresses (expires_at)
        """),
]

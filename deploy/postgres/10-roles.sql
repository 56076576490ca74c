-- The accounts of the service, made once by a new server; the passwords stand in the secret URLs.
\set owner_password `sed -E 's|.*:([^:@]+)@.*|\1|' /run/secrets/liandong_owner_database_url`
\set api_password `sed -E 's|.*:([^:@]+)@.*|\1|' /run/secrets/liandong_database_url`
\set worker_password `sed -E 's|.*:([^:@]+)@.*|\1|' /run/secrets/liandong_worker_database_url`

CREATE ROLE liandong_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE liandong_api LOGIN PASSWORD :'api_password';
CREATE ROLE liandong_worker LOGIN PASSWORD :'worker_password';

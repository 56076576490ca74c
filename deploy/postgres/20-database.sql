-- The empty database; also run by hand before a safety copy is restored.
CREATE DATABASE liandong OWNER liandong_owner;
REVOKE CONNECT, TEMPORARY ON DATABASE liandong FROM PUBLIC;
GRANT CONNECT ON DATABASE liandong TO liandong_api, liandong_worker;

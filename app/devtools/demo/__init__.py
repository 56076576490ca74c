"""The demonstration: the whole service with its database, worker, issuer and sample receivers."""

"""One server process: uvicorn with one worker, logging as in production."""

import sys
from logging.config import dictConfig

import uvicorn

from app.core import logs


def main(application: str, port: str) -> None:
    dictConfig(logs.configuration("INFO"))
    uvicorn.run(
        application,
        factory=True,
        port=int(port),
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_config=None,
    )


if __name__ == "__main__":
    main(*sys.argv[1:])

"""How a clock moves once it runs; it starts and stops with the events that its rule names."""

from typing import Final

from app.auth.policy import Permission
from app.core.languages import Code
from app.core.lifecycle import Lifecycle, Transition
from app.events.types import EventType


class DeadlineStatus(Code):
    """Whether a clock still runs; a right that has lapsed is over, a duty that is late is not."""

    RUNNING = "running", "进行中", "Running"
    PAUSED = "paused", "已中止", "Paused"
    STOPPED = "stopped", "已停止", "Stopped"
    LAPSED = "lapsed", "已届满", "Lapsed"


class DeadlineAction(Code):
    """What an agency may do to a clock; each is a sub-resource of that name."""

    PAUSE = "pause", "中止", "Pause"
    RESUMPTION = "resumption", "恢复", "Resume"
    EXTENSION = "extension", "延长", "Extend"


S, A = DeadlineStatus, DeadlineAction

LIVE: Final = (S.RUNNING, S.PAUSED)

# What was done before the time ran out may be written down after it has.
DEADLINE_LIFECYCLE: Final = Lifecycle(
    "deadline",
    [
        Transition(
            A.PAUSE,
            frozenset({S.RUNNING, S.LAPSED}),
            (S.PAUSED,),
            Permission.PAUSE_DEADLINE,
            EventType.DEADLINE_PAUSED,
        ),
        Transition(
            A.RESUMPTION,
            frozenset({S.PAUSED}),
            (S.RUNNING,),
            Permission.PAUSE_DEADLINE,
            EventType.DEADLINE_RESUMED,
        ),
        Transition(
            A.EXTENSION,
            frozenset({S.RUNNING, S.PAUSED, S.LAPSED}),
            (),
            Permission.EXTEND_DEADLINE,
            EventType.DEADLINE_EXTENDED,
        ),
    ],
)

from engine.registry import Registry
from engine.schedules.base import Schedule

registry: Registry[Schedule] = Registry(__name__, Schedule)

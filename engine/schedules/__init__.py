from engine.schedules.base import Schedule
from engine.registry import Registry

registry: Registry[Schedule] = Registry(__name__, Schedule)

from engine.faults.base import Fault
from engine.registry import Registry

registry: Registry[Fault] = Registry(__name__, Fault)

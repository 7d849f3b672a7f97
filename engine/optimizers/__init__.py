from engine.optimizers.base import Optimizer
from engine.registry import Registry

registry: Registry[Optimizer] = Registry(__name__, Optimizer)

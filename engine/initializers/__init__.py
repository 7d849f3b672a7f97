from engine.initializers.base import Initializer
from engine.registry import Registry

registry: Registry[Initializer] = Registry(__name__, Initializer)

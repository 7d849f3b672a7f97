from engine.layers.base import Layer
from engine.registry import Registry

registry: Registry[Layer] = Registry(__name__, Layer)

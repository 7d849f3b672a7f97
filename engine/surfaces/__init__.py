from engine.registry import Registry
from engine.surfaces.base import Surface

registry: Registry[Surface] = Registry(__name__, Surface)

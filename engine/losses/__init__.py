from engine.losses.base import Loss
from engine.registry import Registry

registry: Registry[Loss] = Registry(__name__, Loss)

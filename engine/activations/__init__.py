from engine.activations.base import Activation
from engine.registry import Registry

registry: Registry[Activation] = Registry(__name__, Activation)

from engine.curvature.base import Gauge
from engine.registry import Registry

registry: Registry[Gauge] = Registry(__name__, Gauge)

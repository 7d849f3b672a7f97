from engine.datasets.base import Dataset
from engine.registry import Registry

registry: Registry[Dataset] = Registry(__name__, Dataset)

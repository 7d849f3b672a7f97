from engine.instruments.base import Instrument
from engine.registry import Registry

registry: Registry[Instrument] = Registry(__name__, Instrument)

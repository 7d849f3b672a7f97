"""Whose products are taken: decided by the processor's maker, and told in the fingerprint."""

import pytest

from engine import kernels
from engine.fingerprint import facts


@pytest.mark.parametrize(("word", "mkl", "library"), [
    ("GenuineIntel", True, "mkl"), ("GenuineIntel", False, "openblas"), ("AuthenticAMD", True, "openblas"),
    ("", True, "openblas"),
])  # fmt: skip
def test_large_products_go_where_they_are_fast(word, mkl, library, tmp_path, monkeypatch):
    cpus = tmp_path / "cpuinfo"
    cpus.write_text(f"processor\t: 0\nvendor_id\t: {word}\nmodel name\t: vendor_id of nobody\n\nprocessor\t: 1\n")
    monkeypatch.setattr(kernels, "CPUS", cpus)
    monkeypatch.setattr(kernels.torch.backends.mkl, "is_available", lambda: mkl)
    assert kernels.large.__wrapped__() == library


def test_an_arm_processor_names_no_vendor(tmp_path, monkeypatch):
    cpus = tmp_path / "cpuinfo"
    cpus.write_text("processor\t: 0\nCPU implementer\t: 0x41\n")
    monkeypatch.setattr(kernels, "CPUS", cpus)
    assert kernels.vendor() == ""


def test_the_fingerprint_names_the_library():
    assert facts()["large products"] == kernels.large()

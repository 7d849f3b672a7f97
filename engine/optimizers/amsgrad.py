from __future__ import annotations

from typing import Any, ClassVar, Literal

import torch
from torch import Tensor

from engine.optimizers.adam import Adam


class AMSGrad(Adam):
    """Adam that divides by the largest v so far: u ← max(u, v), p ← p − η·m̂/(√û + ε), with û = u/(1−β₂ᵗ).

    A rate that has once been cut down by a large gradient never grows back; there are convex problems on which Adam circles for
    ever because it does.

    Source: Reddi, Kale and Kumar, "On the convergence of Adam and beyond" (2018), algorithm 2. As in
    torch.optim.Adam(amsgrad=True), and unlike the paper, m and u are corrected for their start at zero, u by the newest step's
    factor. Weight decay is the spec's regularization.
    """

    rank: ClassVar[int] = 42
    title: ClassVar[str] = "AMSGrad"
    slots: ClassVar[tuple[str, ...]] = ("m", "v", "largest")
    kept: ClassVar[dict[str, str]] = Adam.kept | {"largest": "Largest average so far"}
    name: Literal["amsgrad"] = "amsgrad"

    @staticmethod
    def update(p: Tensor, g: Tensor, s: dict[str, Tensor], c: dict[str, Tensor], kind: dict, tmp: Tensor) -> None:
        m, v, largest = s["m"], s["v"], s["largest"]
        torch.lerp(m, g, c["new1"], out=m)
        torch.mul(g, g, out=tmp)
        v.mul_(c["beta2"]).addcmul_(tmp, c["new2"])
        torch.maximum(largest, v, out=largest)
        torch.sqrt(largest, out=tmp).add_(c["eps"])
        torch.div(m, tmp, out=tmp)
        torch.addcmul(p, c["size"], tmp, value=-1.0, out=p)

    def in_torch(self) -> tuple[str, dict[str, Any]]:
        return "Adam", {**super().in_torch()[1], "amsgrad": True}

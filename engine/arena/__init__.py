"""Optimizers on a surface: what is asked (`setup`), who may race (`fitting`), how (`racing`), what is left (`result`)."""

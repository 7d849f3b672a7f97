"""Why a run failed, as its row keeps it: a reason, and a sentence for whoever reads the row."""

from django.conf import settings

from playground.runs import recipes
from playground.training.confinement import MIB, lacked_memory


def why(error: Exception, spec: dict, sentence: str) -> dict:
    """{"reason": "error", "words"}; where memory ran out {"reason": "memory", "estimate", "limit", "words"}, in MiB (F5)."""
    if not lacked_memory(error):
        return {"reason": "error", "words": f"{sentence}: {error}"[:300]}
    estimate, limit = -(-recipes.estimate(recipes.parse(spec)).bytes // MIB), settings.TRAINER_MEMORY
    words = f"It needed more memory than a trainer may use (estimate {estimate} MB, limit {limit} MB)."
    return {"reason": "memory", "estimate": estimate, "limit": limit, "words": words}

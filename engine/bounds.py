"""How large a weight may be."""

# Beyond this size a weight has left every range in which its network can answer to its inputs; saturating networks would
# otherwise sit there with finite numbers for ever. A linear fit may pass it on its way to infinity (`divergence.astray`),
# but nobody sets a weight there: an edit is refused beyond it, long before float32 ends.
BEYOND = 1e6

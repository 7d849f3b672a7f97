"""Share links as people meet them: the owner's menu, the shared page, its picture for chat apps."""

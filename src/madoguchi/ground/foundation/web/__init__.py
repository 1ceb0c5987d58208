"""How requests meet the foundation: body, actor, refusals, request ids, decorators."""

"""外部システム: who calls us and is told by us: clients, tokens, the published document, webhooks."""

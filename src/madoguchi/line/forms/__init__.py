"""forms 様式: definitions of forms, their immutable versions, and answers in progress."""

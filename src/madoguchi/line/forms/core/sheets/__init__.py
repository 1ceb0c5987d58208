"""様式 as files: from Excel, PDF and Word to a form, and answers back into the same file."""

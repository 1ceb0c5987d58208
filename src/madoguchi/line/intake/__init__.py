"""受付: submission, attachments, receipt, proxy and counter entry."""

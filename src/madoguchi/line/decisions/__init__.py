"""処分: outcome, reasons, 教示, notice."""

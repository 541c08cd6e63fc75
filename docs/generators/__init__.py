"""What writes the pages that are made from code: names, settings, reasons, commands, figures."""

"""What the champion says about customers: probability, reasons, intervals, options, neighbours."""

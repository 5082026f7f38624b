"""What can be asked, kept and told about one customer."""

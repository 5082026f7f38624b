"""What is measured, one command each, with the limit or the peer in the same run."""

"""The bank (read only), the app's own state, and the catalog that describes the customer table."""

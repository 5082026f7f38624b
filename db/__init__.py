"""The bank (read only), the app's own state, and the catalog that describes the customer table."""

from db.launch import refuse_without_command

refuse_without_command("db")

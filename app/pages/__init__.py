"""Our own parts of the page, under ``/moa``: today's work, the card, tables, forms, the stage view."""

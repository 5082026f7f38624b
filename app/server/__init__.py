"""Around Chainlit's own server: log-in, identity, ids, security headers, data layer, routes."""

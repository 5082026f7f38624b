"""Around Chainlit's own server: log-in, security headers, data layer, routes."""

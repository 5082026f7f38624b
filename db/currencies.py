"""The currencies that a header or a cell may name, by code and by sign."""

CURRENCIES = frozenset({
    "EUR", "USD", "GBP", "MXN", "PEN", "CLP", "COP", "ARS", "BRL", "UYU", "BOB", "PYG", "CRC", "GTQ", "DOP", "CHF",
    "JPY", "CAD", "AUD", "NZD", "INR", "SEK", "NOK", "DKK", "PLN", "CZK", "ZAR",
    "HNL", "NIO", "VES", "CNY", "HKD", "SGD", "THB", "IDR", "MYR", "KRW", "TWD", "VND", "HUF", "RUB", "ILS", "AED",
    "SAR", "EGP", "KES", "NGN", "PKR",
})  # fmt: skip
SIGNS = {"€": "EUR", "US$": "USD", "£": "GBP", "S/": "PEN", "$": "USD"}

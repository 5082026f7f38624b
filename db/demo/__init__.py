"""The demo bank: invented customers, reproducible from a seed."""

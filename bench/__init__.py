"""What a request costs, side by side with other gateways: `make bench`."""

"""Taking money: gateways, the processor that talks to them, statements."""

"""A pretend LINE over real HTTP, for the demo and the tests. It imports none of the product's rooms."""

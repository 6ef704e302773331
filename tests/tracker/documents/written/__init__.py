"""Papers written by people who had not seen the program, each beside its truth.

`worked/` is looked at and mended by; `measured/` is only measured: what fails there is never printed.
"""

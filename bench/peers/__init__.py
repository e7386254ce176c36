"""Other captioners, run on the same talks with the same weights on the same cores.

Each is installed into an environment of its own and driven by a script in `drivers` that its own
interpreter runs. So this module and `drivers` import nothing but the standard library.
"""

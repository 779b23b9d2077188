"""What C and C++ share: one walk over two grammars, and how includes lead to other files.

The languages themselves are the folders `c` and `cpp`; this one is none.
"""

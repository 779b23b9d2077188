"""Thin front ends over the client library: the language server and the command line."""

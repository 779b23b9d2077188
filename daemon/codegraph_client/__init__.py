"""What every client needs: names, framing, finding and starting the daemon.

Standard library and msgpack only.
"""

__version__ = "0.1.0"

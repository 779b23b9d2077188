"""SCIP's schema, as its project publishes it, and `scip_pb2`, which the build makes from it."""

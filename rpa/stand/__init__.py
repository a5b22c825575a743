"""The stand: a simulator of the cabinet, reached over HTTP only. It imports nothing of the product."""

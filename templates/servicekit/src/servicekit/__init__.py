"""Runtime of every service in this repository.

The OpenAPI document packaged with a service is its contract: requests are validated against
it, responses are checked against it, and it is served as it stands.
"""

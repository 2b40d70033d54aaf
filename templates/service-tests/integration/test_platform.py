"""What this service promises around its operations; see `servicekit.testing.suites.platform`."""

from servicekit.testing.suites.platform import PlatformSuite


class TestPlatform(PlatformSuite):
    """Health, tokens, correlation ids and logs of this service."""

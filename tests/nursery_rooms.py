"""What the processes of the nursery have at hand when they begin: imported once, before any."""

import webapp.cli
import webapp.gateways.storage
import webapp.models.connection
import webapp.queries.people  # noqa: F401

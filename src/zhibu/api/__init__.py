"""The interface for programs: the same registry, records and dues, under the same policy as the pages."""

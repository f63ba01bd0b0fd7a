"""Record once (记一次): a gathering is written down once, and facts come of it for every plan."""

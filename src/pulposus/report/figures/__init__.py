"""Pictures of the report, each one panel that can be read alone at the width of a phone."""
